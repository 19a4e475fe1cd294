package io.xfrmgate.agent.status;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A bar for each minute of the last hour, as SVG. */
final class HourChart {
    private static final int STEP = 10;
    private static final int BAR = 8;
    private static final int HEIGHT = 96;
    private static final int BASE = 100;
    private static final int LEFT = 36;
    /** Room above the highest line for the number at it. */
    private static final int TOP = -10;
    /** Where the times stand, below the number at the lowest line. */
    private static final int TIMES = 118;

    private static final int WIDTH = LEFT + (LastHour.MINUTES + 1) * STEP + 4;

    private HourChart() {}

    /**
     * Draws one.
     *
     * @param style class of the bars
     * @param what the bars count, for the reader who does not see them
     */
    static void draw(
            Html page,
            List<LastHour.Minute> minutes,
            ToLongFunction<LastHour.Minute> value,
            String style,
            String what) {
        long highest = minutes.stream().mapToLong(value).max().orElse(0);
        long total = minutes.stream().mapToLong(value).sum();
        long scale = niceCeiling(highest);
        page.raw("<figure><figcaption>")
                .text(what + " in each minute of the last hour")
                .raw(" <b>")
                .text(Long.toString(total))
                .raw("</b> in all</figcaption><svg viewBox=\"0 " + TOP + " " + WIDTH + " " + (TIMES + 5 - TOP)
                        + "\" role=img aria-label=\"")
                .text(total + " " + what.toLowerCase(Locale.ROOT) + " in the last hour, at most " + highest
                        + " in one minute")
                .raw("\">");
        for (int part = 0; part <= 2; part++) {
            int y = BASE - part * HEIGHT / 2;
            page.raw("<line class=grid x1=" + LEFT + " x2=" + WIDTH + " y1=" + y + " y2=" + y + " />");
            if (part * scale % 2 == 0) {
                page.raw("<text class=axis text-anchor=end x=" + (LEFT - 5) + " y=" + (y + 4) + ">")
                        .text(Long.toString(part * scale / 2))
                        .raw("</text>");
            }
        }
        for (LastHour.Minute minute : minutes) {
            long count = value.applyAsLong(minute);
            if (count > 0) {
                double height = Math.max(1.5, (double) count * HEIGHT / scale);
                int x = LEFT + (LastHour.MINUTES - minute.minutesAgo()) * STEP + (STEP - BAR) / 2;
                page.raw(String.format(
                        Locale.ROOT,
                        "<rect class=%s x=%d y=%.1f width=%d height=%.1f rx=1><title>%s: %d</title></rect>",
                        style,
                        x,
                        BASE - height,
                        BAR,
                        height,
                        minute.minutesAgo() == 0 ? "this minute" : minute.minutesAgo() + " min ago",
                        count));
            }
        }
        for (int ago = LastHour.MINUTES; ago >= 0; ago -= 15) {
            int x = LEFT + (LastHour.MINUTES - ago) * STEP + STEP / 2;
            String anchor = ago == 0 ? "end" : ago == LastHour.MINUTES ? "start" : "middle";
            int shift = ago == 0 ? 4 : ago == LastHour.MINUTES ? -4 : 0;
            page.raw("<text class=axis text-anchor=" + anchor + " x=" + (x + shift) + " y=" + TIMES + ">")
                    .text(ago == 0 ? "now" : "-" + ago + " min")
                    .raw("</text>");
        }
        page.raw("</svg></figure>");
    }

    /** 1, 2 or 5 times a power of ten, at least 2. */
    static long niceCeiling(long highest) {
        for (long power = 1; ; power *= 10) {
            for (long step : new long[] {1, 2, 5}) {
                if (step * power >= Math.max(2, highest)) {
                    return step * power;
                }
            }
        }
    }
}
