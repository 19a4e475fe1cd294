package io.xfrmgate.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdentificationTest {
    /** CN=gw, once as UTF8String, once as PrintableString: the same name to X.500, other octets. */
    private static final Identification UTF8 = name("300d310b300906035504030c026777");

    private static final Identification PRINTABLE = name("300d310b3009060355040313026777");
    private static final Identification OTHER = name("300d310b300906035504030c026778");

    private static Identification name(String der) {
        return new Identification(Identification.DER_ASN1_DN, HexFormat.of().parseHex(der));
    }

    @Test
    void distinguishedNamesAreComparedAsNames() {
        assertThat(UTF8).isEqualTo(PRINTABLE).hasSameHashCodeAs(PRINTABLE).isNotEqualTo(OTHER);
    }

    @Test
    void whatIsNoNameIsComparedByItsOctets() {
        assertThat(name("ff00")).isEqualTo(name("ff00")).hasSameHashCodeAs(name("ff00"));
        assertThat(name("ff00")).isNotEqualTo(name("ff01")).isNotEqualTo(UTF8);
        assertThat(UTF8).isNotEqualTo(name("ff00"));
        assertThat(name("ff00")).hasToString("dn:ff00");
    }

    @Test
    void aNameIsShownAsOperatorsReadIt() {
        assertThat(PRINTABLE).hasToString("dn:CN=gw");
    }

    @Test
    void controlCharactersOfANameDoNotReachALog() {
        // CN=g<newline>w
        assertThat(name("300e310c300a06035504030c03670a77").toString()).doesNotContain("\n");
    }

    @Test
    void textIsComparedWithoutCase() {
        assertThat(Identification.fqdn("GW.example"))
                .isEqualTo(Identification.fqdn("gw.Example"))
                .isNotEqualTo(Identification.rfc822("gw.example"));
    }
}
