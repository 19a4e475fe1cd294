package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.List;

/** Certificates and revocation lists as tables. */
final class CertificateTables {
    private static final int DATE = 10;

    private CertificateTables() {}

    static String certificates(List<ViciMessage> certificates) {
        Table table = new Table("NAME", "SUBJECT", "ISSUER", "KEY", "UNTIL", "STATE");
        for (ViciMessage certificate : certificates) {
            table.row(
                    ShowIkeCommand.text(certificate, "name"),
                    ShowIkeCommand.text(certificate, "subject"),
                    ShowIkeCommand.text(certificate, "issuer"),
                    ShowIkeCommand.text(certificate, "key"),
                    date(certificate, "not-after"),
                    ShowIkeCommand.text(certificate, "state"));
        }
        return table.isEmpty() ? "no certificate\n" : table.toString();
    }

    static String lists(List<ViciMessage> lists) {
        Table table = new Table("NAME", "SOURCE", "REVOKED", "ISSUED", "NEXT", "STATE", "LAST FAILURE");
        for (ViciMessage list : lists) {
            table.row(
                    ShowIkeCommand.text(list, "name"),
                    ShowIkeCommand.text(list, "source"),
                    ShowIkeCommand.text(list, "revoked"),
                    date(list, "this-update"),
                    date(list, "next-update"),
                    ShowIkeCommand.text(list, "state"),
                    ShowIkeCommand.text(list, "last-failure"));
        }
        return table.isEmpty() ? "no revocation list\n" : table.toString();
    }

    static String date(ViciMessage message, String name) {
        String text = ShowIkeCommand.text(message, name);
        return text.length() > DATE ? text.substring(0, DATE) : text;
    }
}
