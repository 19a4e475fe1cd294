package io.xfrmgate.agent.log;

import io.xfrmgate.ike.v2.MessageTrace;
import io.xfrmgate.ike.wire.ExchangeType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of peers that are watched, a line each. */
public final class MessageLog {
    /** Not below the daemon's own loggers: who asks for messages gets them at whatever log level. */
    private static final Logger LOG = LoggerFactory.getLogger("xfrmgate.messages");

    private MessageLog() {}

    /** Logs one. */
    public static void tell(MessageTrace trace) {
        LOG.info("{}", line(trace));
    }

    static LogLine line(MessageTrace trace) {
        return LogLine.event("ike-message")
                .add("direction", trace.sent() ? "sent" : "received")
                .add("exchange", ExchangeType.name(trace.exchangeType()))
                .add("kind", trace.response() ? "response" : "request")
                .add("message_id", Integer.toUnsignedLong(trace.messageId()))
                .add("local", trace.local())
                .add("remote", trace.remote())
                .add("spi_i", String.format("%016x", trace.initiatorSpi()))
                .add("spi_r", String.format("%016x", trace.responderSpi()))
                .add("octets", trace.octets())
                .add("payloads", String.join(", ", trace.payloads()));
    }
}
