package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.List;

/** The text of {@code show crypto offload}. */
final class OffloadTables {
    private OffloadTables() {}

    /**
     * Both tables, and the warnings.
     *
     * @param drivers the kernel's implementations, one for each suite in use
     * @param cards the Child SAs that are to be handed to a network card
     */
    static String of(List<ViciMessage> drivers, List<ViciMessage> cards) {
        Table suites = new Table("SUITE", "CHILD SAS", "KERNEL DRIVER", "MODULE", "ACCELERATED");
        for (ViciMessage driver : drivers) {
            driver.text("suite")
                    .ifPresent(suite -> suites.row(
                            suite,
                            driver.text("child-sas").orElse("0"),
                            driver.text("driver")
                                    .orElse("not listed: "
                                            + driver.text("algorithm").orElse("")),
                            driver.text("module").orElse("-"),
                            driver.text("accelerated").orElse("-")));
        }
        StringBuilder text = new StringBuilder(suites.isEmpty() ? "there is no Child SA\n" : suites.toString());
        if (!cards.isEmpty()) {
            Table table = new Table("CHILD SA", "PEER", "DEVICE", "WANTED", "IN", "OUT");
            for (ViciMessage card : cards) {
                table.row(
                        card.text("ike").orElse("-") + "/" + card.text("child").orElse("-"),
                        card.text("peer").orElse("-"),
                        card.text("device").orElse("-"),
                        card.text("wanted").orElse("-"),
                        card.text("in").orElse("-"),
                        card.text("out").orElse("-"));
            }
            text.append('\n').append(table);
        }
        for (ViciMessage driver : drivers) {
            driver.text("warning")
                    .ifPresent(warning -> text.append("warning: ")
                            .append(driver.text("suite")
                                    .map(suite -> suite + ": ")
                                    .orElse(""))
                            .append(warning)
                            .append('\n'));
        }
        return text.toString();
    }
}
