package io.xfrmgate.agent.config.model;

/** {@code id-type T id V}; that V fits T has been checked. */
public record Identity(Type type, String text) {

    /** StarOS's names of the types of RFC 7296 section 3.5. */
    public enum Type {
        IP_ADDR("ip-addr"),
        FQDN("fqdn"),
        RFC822_ADDR("rfc822-addr"),
        KEY_ID("key-id"),
        DER_ASN1_DN("der-asn1-dn");

        private final String keyword;

        Type(String keyword) {
            this.keyword = keyword;
        }

        /** As it is configured. */
        public String keyword() {
            return keyword;
        }
    }
}
