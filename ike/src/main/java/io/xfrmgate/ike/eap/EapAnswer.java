package io.xfrmgate.ike.eap;

/** What the port answers. Sentences are for the operator: plain, complete but for the full stop, without secrets. */
public sealed interface EapAnswer {

    /** Another question to the peer: an EAP request. @param conversation to be handed back with the peer's answer */
    record Challenge(byte[] message, EapConversation conversation) implements EapAnswer {
        @Override
        public String toString() {
            return "Challenge[" + message.length + " octets]";
        }
    }

    /** The peer is whom it says it is. */
    record Accepted(EapGrant grant) implements EapAnswer {}

    /** It is not, or may not come in. */
    record Rejected(String detail) implements EapAnswer {}

    /** Nobody could be asked: no server answers, or what it says makes no sense. */
    record Unavailable(String detail) implements EapAnswer {}
}
