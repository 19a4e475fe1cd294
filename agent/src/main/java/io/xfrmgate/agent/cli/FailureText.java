package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.PrintWriter;
import java.util.List;

/** A refused negotiation for the operator: what failed, why, and the comparison. */
final class FailureText {
    private final PrintWriter out;

    FailureText(PrintWriter out) {
        this.out = out;
    }

    void print(ViciMessage failure) {
        out.println(text(failure, "time") + "  " + text(failure, "ike") + "  as " + text(failure, "role") + "  "
                + text(failure, "reason"));
        out.println(
                "  peer " + failure.text("remote-id").map(id -> id + " at ").orElse("") + text(failure, "remote-host")
                        + " port " + text(failure, "remote-port") + ", local " + text(failure, "local-host"));
        wrapped(text(failure, "text"), "  ");
        pairs(failure.section("proposals"));
        selectors(failure.section("selectors"));
        ViciMessage identity = failure.section("identity");
        if (!identity.elements().isEmpty()) {
            out.println("  the peer says it is: " + text(identity, "claimed"));
            out.println("  expected:            " + orNone(identity.items("expected"), "anybody"));
        }
        ViciMessage refused = failure.section("peer-refused");
        refused.items("proposals").forEach(proposal -> wrapped("we offered " + proposal, "  "));
        out.println();
    }

    private void pairs(ViciMessage proposals) {
        boolean closest = true;
        for (ViciMessage pair : proposals.sections().values()) {
            out.println("  offered #" + text(pair, "offered-number") + " against configured #"
                    + text(pair, "configured-number") + (closest ? ", the closest:" : ":"));
            closest = false;
            pair.section("differences")
                    .elements()
                    .keySet()
                    .forEach(what -> wrapped(what + ": " + text(pair.section("differences"), what), "    "));
        }
        proposals.text("omitted").ifPresent(count -> out.println("  and " + count + " pairs that differ more"));
    }

    private void selectors(ViciMessage selectors) {
        if (selectors.elements().isEmpty()) {
            return;
        }
        for (String side : List.of("offered", "allowed")) {
            ViciMessage pair = selectors.section(side);
            wrapped(
                    side + ": local " + orNone(pair.items("local"), "any") + ", remote "
                            + orNone(pair.items("remote"), "any"),
                    "  ");
        }
    }

    private static String orNone(List<String> items, String none) {
        return items.isEmpty() ? none : String.join(" ", items);
    }

    private static String text(ViciMessage message, String name) {
        return message.text(name).orElse("-").replaceAll("\\p{Cntrl}", "?");
    }

    /** Within 100 columns, broken between words. */
    private void wrapped(String text, String indent) {
        StringBuilder line = new StringBuilder(indent);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > 100) {
                out.println(line);
                line = new StringBuilder(indent).append("  ");
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.println(line);
    }
}
