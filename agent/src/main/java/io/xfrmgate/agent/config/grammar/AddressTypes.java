package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.TunnelSettings.Mark;
import io.xfrmgate.agent.config.syntax.ParameterType;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Locale;
import java.util.Optional;

/** Addresses, prefixes, marks. */
final class AddressTypes {
    private AddressTypes() {}

    /** A literal; host names are not resolved, neither are the shortened forms of IPv4 (10.1) taken. */
    static Optional<IpAddress> parse(String text) {
        boolean v4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean v6 = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]{2,45}");
        if (!v4 && !v6) {
            return Optional.empty();
        }
        try {
            IpAddress address = IpAddress.parse(text);
            return address.isV6() == v6 ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** IPv4 or IPv6. */
    record Address() implements ParameterType<IpAddress> {
        @Override
        public Reading<IpAddress> read(String text) {
            return parse(text)
                    .<Reading<IpAddress>>map(Accepted::new)
                    .orElseGet(() -> new Refused<>("is not an IP address"));
        }

        @Override
        public String expected() {
            return "an IPv4 or IPv6 address";
        }
    }

    /** Address and prefix length. */
    record Prefix() implements ParameterType<AddressRange> {
        @Override
        public Reading<AddressRange> read(String text) {
            int slash = text.indexOf('/');
            Optional<IpAddress> address = slash < 0 ? Optional.empty() : parse(text.substring(0, slash));
            String length = text.substring(slash + 1);
            if (address.isEmpty() || !length.matches("[0-9]{1,3}")) {
                return new Refused<>("is not a network");
            }
            int prefix = Integer.parseInt(length);
            return prefix > address.get().bits()
                    ? new Refused<>("has a prefix longer than " + address.get().bits())
                    : new Accepted<>(new AddressRange(address.get(), prefix));
        }

        @Override
        public String expected() {
            return "a network such as 10.1.0.0/16 or 2001:db8::/32";
        }
    }

    /** Value and mask, decimal or 0x and hexadecimal; without a mask all 32 bits count. */
    record MarkType() implements ParameterType<Mark> {
        @Override
        public Reading<Mark> read(String text) {
            int slash = text.indexOf('/');
            Optional<Integer> value = number(slash < 0 ? text : text.substring(0, slash));
            Optional<Integer> mask = slash < 0 ? Optional.of(-1) : number(text.substring(slash + 1));
            if (value.isEmpty() || mask.isEmpty()) {
                return new Refused<>("is not a mark");
            }
            if (mask.get() == 0) {
                return new Refused<>("has a mask that no packet fails");
            }
            return (value.get() & ~mask.get()) != 0
                    ? new Refused<>("has bits outside its mask, so that no packet can carry it")
                    : new Accepted<>(new Mark(value.get(), mask.get()));
        }

        @Override
        public String expected() {
            return "a mark such as 0x10/0xff";
        }

        private static Optional<Integer> number(String text) {
            String lowerCase = text.toLowerCase(Locale.ROOT);
            if (lowerCase.matches("0x[0-9a-f]{1,8}")) {
                return Optional.of(Integer.parseUnsignedInt(lowerCase.substring(2), 16));
            }
            if (lowerCase.matches("[0-9]{1,10}") && Long.parseLong(lowerCase) <= 0xFFFF_FFFFL) {
                return Optional.of(Integer.parseUnsignedInt(lowerCase));
            }
            return Optional.empty();
        }
    }
}
