package io.xfrmgate.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Answers {@code /metrics/sa} from one reading of the source. */
final class SaSeries {
    private final SaSource source;
    private final SaTotals totals;

    SaSeries(SaSource source, SaTotals totals) {
        this.source = source;
        this.totals = totals;
    }

    /** Before there are tunnels. */
    static SaSeries none() {
        return new SaSeries(List::of, new SaTotals());
    }

    /** Writes what was asked for. */
    void write(SaQuery query, OutputStream out, boolean openMetrics) throws IOException {
        List<SaSample> samples = source.samples();
        List<SaRow> rows = query.spis()
                ? samples.stream().map(SaRow::withSpis).toList()
                : totals.rows(samples, source.configured());
        SaExposition.write(
                query.equals(SaQuery.ALL)
                        ? rows
                        : rows.stream().filter(row -> query.takes(row.tunnel())).toList(),
                out,
                openMetrics);
    }
}
