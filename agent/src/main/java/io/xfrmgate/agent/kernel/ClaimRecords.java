package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.PolicyTable.Claim;
import io.xfrmgate.agent.kernel.PolicyTable.Key;
import io.xfrmgate.agent.kernel.PolicyTable.Owner;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * The claims on policies, in packed records: 44 octets for the claim of an IPv4 tunnel on all traffic between two prefixes, 116 for any
 * other. Both kinds are records of a policy's key and what one owner wants of it.
 *
 * <p>{@link #seek} names the policy of which {@link #first} and {@link #next} speak. A claim is known by a number, which is good until
 * the next removal. Not for several threads.
 */
final class ClaimRecords {
    static final int NONE = PackedTable.NONE;

    /** In the number of a claim that is in the table of the wide ones. */
    private static final int WIDE = 1 << 30;

    // the key: what is in its first int, two addresses; in the wide ones also ports, mark, and interface identifier
    private static final int DIRECTION_MASK = 7;
    private static final int KEY_V6 = 1 << 3;
    private static final int KEY_MARK = 1 << 4;
    private static final int PROTOCOL_SHIFT = 5;
    private static final int SOURCE_PREFIX_SHIFT = 13;
    private static final int DESTINATION_PREFIX_SHIFT = 21;
    private static final int OCTET = 0xFF;

    private static final int NARROW_KEY = 3;
    private static final int SOURCE = 1;
    private static final int DESTINATION = SOURCE + AddressWords.V6;
    private static final int SOURCE_PORT = DESTINATION + AddressWords.V6;
    private static final int DESTINATION_PORT = SOURCE_PORT + 1;
    private static final int MARK = DESTINATION_PORT + 1;
    private static final int MARK_MASK = MARK + 1;
    private static final int INTERFACE = MARK_MASK + 1;
    private static final int WIDE_KEY = INTERFACE + 1;

    // behind the key
    private static final int REQID = 0;
    private static final int SPI = 1;
    private static final int PRIORITY = 2;
    private static final int ORDER = 3;
    private static final int FLAGS = 4;
    private static final int TEMPLATE_SOURCE = 5;
    private static final int NARROW_TEMPLATE_DESTINATION = TEMPLATE_SOURCE + 1;
    private static final int NARROW_CLAIM = NARROW_TEMPLATE_DESTINATION + 1;
    private static final int TEMPLATE_DESTINATION = TEMPLATE_SOURCE + AddressWords.V6;
    private static final int CARD = TEMPLATE_DESTINATION + AddressWords.V6;
    private static final int WIDE_CLAIM = CARD + 1;

    private static final int TOLD = 1;
    private static final int TEMPLATE_V6 = 2;
    private static final int MODE_SHIFT = 2;
    private static final int MODE_MASK = 0x1F;
    private static final int HOLDER_SHIFT = 16;
    static final int MAX_HOLDER = 0x7FFF;

    private final PackedTable narrow = new PackedTable(NARROW_KEY + NARROW_CLAIM, NARROW_KEY);
    private final PackedTable wide = new PackedTable(WIDE_KEY + WIDE_CLAIM, WIDE_KEY);
    private final int[] narrowKey = new int[NARROW_KEY];
    private final int[] wideKey = new int[WIDE_KEY];
    private boolean isNarrowKey;

    /** From now on {@link #first} and {@link #next} speak of the claims on this policy. */
    void seek(Key key) {
        Selector selector = key.selector();
        if (selector.isUnspecified() || selector.interfaceIndex() != 0 || selector.user() != 0) {
            throw new IllegalArgumentException("no Child SA has such a selector: " + selector);
        }
        boolean v6 = AddressWords.isV6(selector.source());
        wideKey[0] = key.direction().ordinal()
                | (v6 ? KEY_V6 : 0)
                | (key.mark().isPresent() ? KEY_MARK : 0)
                | selector.protocol() << PROTOCOL_SHIFT
                | selector.sourcePrefix() << SOURCE_PREFIX_SHIFT
                | selector.destinationPrefix() << DESTINATION_PREFIX_SHIFT;
        AddressWords.put(selector.source(), wideKey, SOURCE);
        AddressWords.put(selector.destination(), wideKey, DESTINATION);
        wideKey[SOURCE_PORT] = ports(selector.sourcePort());
        wideKey[DESTINATION_PORT] = ports(selector.destinationPort());
        wideKey[MARK] = key.mark().map(Mark::value).orElse(0);
        wideKey[MARK_MASK] = key.mark().map(Mark::mask).orElse(0);
        wideKey[INTERFACE] = key.interfaceId();
        isNarrowKey = !v6
                && key.mark().isEmpty()
                && (wideKey[SOURCE_PORT] | wideKey[DESTINATION_PORT] | wideKey[INTERFACE]) == 0;
        narrowKey[0] = wideKey[0];
        narrowKey[1] = wideKey[SOURCE + AddressWords.V6 - 1];
        narrowKey[2] = wideKey[DESTINATION + AddressWords.V6 - 1];
    }

    private static int ports(PortMatch ports) {
        return ports.value() << 16 | ports.mask();
    }

    /** A claim on the policy, or {@link #NONE}. */
    int first() {
        int found = isNarrowKey ? narrow.find(narrowKey) : NONE;
        return found == NONE ? asWide(wide.find(wideKey)) : found;
    }

    /** Another claim on the policy, or {@link #NONE}. */
    int next(int claim) {
        if (isWide(claim)) {
            return asWide(wide.findNext(claim & ~WIDE, wideKey));
        }
        int found = narrow.findNext(claim, narrowKey);
        return found == NONE ? asWide(wide.find(wideKey)) : found;
    }

    private static int asWide(int record) {
        return record == NONE ? NONE : record | WIDE;
    }

    private static boolean isWide(int claim) {
        return (claim & WIDE) != 0;
    }

    /**
     * Adds a claim on the policy.
     *
     * @param holder whose it is, 0 to {@link #MAX_HOLDER}
     * @param told whether the kernel has the policy as this claim wants it
     */
    void add(Claim claim, int holder, boolean told) {
        Template template = claim.template();
        if (!template.equals(Template.esp(
                template.source(), template.id().destination(), claim.owner().reqid(), template.mode()))) {
            throw new IllegalArgumentException("no Child SA has such a template: " + template);
        }
        boolean v6 = AddressWords.isV6(template.source());
        boolean fits = isNarrowKey && !v6 && claim.offload().isEmpty();
        int base = fits ? NARROW_KEY : WIDE_KEY;
        int[] record = Arrays.copyOf(fits ? narrowKey : wideKey, base + (fits ? NARROW_CLAIM : WIDE_CLAIM));
        record[base + REQID] = claim.owner().reqid();
        record[base + SPI] = claim.owner().inboundSpi();
        record[base + PRIORITY] = claim.priority();
        record[base + ORDER] = claim.order();
        record[base + FLAGS] = (told ? TOLD : 0)
                | (v6 ? TEMPLATE_V6 : 0)
                | template.mode().ordinal() << MODE_SHIFT
                | holder << HOLDER_SHIFT;
        if (fits) {
            record[base + TEMPLATE_SOURCE] = AddressWords.v4(template.source());
            record[base + NARROW_TEMPLATE_DESTINATION] =
                    AddressWords.v4(template.id().destination());
            narrow.add(record);
        } else {
            AddressWords.put(template.source(), record, base + TEMPLATE_SOURCE);
            AddressWords.put(template.id().destination(), record, base + TEMPLATE_DESTINATION);
            record[base + CARD] = claim.offload().map(ClaimRecords::card).orElse(0);
            wide.add(record);
        }
    }

    private static int card(Offload offload) {
        if (!offload.equals(Offload.ofPolicy(offload.interfaceIndex())) || offload.interfaceIndex() == 0) {
            throw new IllegalArgumentException("no policy is handed over so: " + offload);
        }
        return offload.interfaceIndex();
    }

    void remove(int claim) {
        table(claim).remove(claim & ~WIDE);
    }

    private PackedTable table(int claim) {
        return isWide(claim) ? wide : narrow;
    }

    private int get(int claim, int field) {
        return isWide(claim) ? wide.get(claim & ~WIDE, WIDE_KEY + field) : narrow.get(claim, NARROW_KEY + field);
    }

    boolean isOf(int claim, Owner owner) {
        return get(claim, SPI) == owner.inboundSpi() && get(claim, REQID) == owner.reqid();
    }

    Owner owner(int claim) {
        return new Owner(get(claim, REQID), get(claim, SPI));
    }

    int priority(int claim) {
        return get(claim, PRIORITY);
    }

    int order(int claim) {
        return get(claim, ORDER);
    }

    int holder(int claim) {
        return get(claim, FLAGS) >>> HOLDER_SHIFT;
    }

    /** Whether the kernel has the policy as this claim wants it. */
    boolean isTold(int claim) {
        return (get(claim, FLAGS) & TOLD) != 0;
    }

    void setTold(int claim, boolean told) {
        int flags = get(claim, FLAGS) & ~TOLD | (told ? TOLD : 0);
        table(claim).set(claim & ~WIDE, (isWide(claim) ? WIDE_KEY : NARROW_KEY) + FLAGS, flags);
    }

    /** All of a claim. */
    Claim claim(int claim) {
        boolean v6 = (get(claim, FLAGS) & TEMPLATE_V6) != 0;
        int card = isWide(claim) ? get(claim, CARD) : 0;
        InetAddress source = isWide(claim)
                ? AddressWords.get(wide, claim & ~WIDE, WIDE_KEY + TEMPLATE_SOURCE, v6)
                : AddressWords.v4(get(claim, TEMPLATE_SOURCE));
        InetAddress destination = isWide(claim)
                ? AddressWords.get(wide, claim & ~WIDE, WIDE_KEY + TEMPLATE_DESTINATION, v6)
                : AddressWords.v4(get(claim, NARROW_TEMPLATE_DESTINATION));
        XfrmMode mode = XfrmMode.values()[get(claim, FLAGS) >> MODE_SHIFT & MODE_MASK];
        return new Claim(
                owner(claim),
                priority(claim),
                order(claim),
                Template.esp(source, destination, get(claim, REQID), mode),
                card == 0 ? Optional.empty() : Optional.of(Offload.ofPolicy(card)));
    }

    /** The policy that a claim is on. */
    Key key(int claim) {
        PackedTable table = table(claim);
        int record = claim & ~WIDE;
        int first = table.get(record, 0);
        boolean v6 = (first & KEY_V6) != 0;
        boolean isWide = isWide(claim);
        Selector selector = new Selector(
                false,
                isWide ? AddressWords.get(wide, record, DESTINATION, v6) : AddressWords.v4(narrow.get(record, 2)),
                first >> DESTINATION_PREFIX_SHIFT & OCTET,
                isWide ? AddressWords.get(wide, record, SOURCE, v6) : AddressWords.v4(narrow.get(record, 1)),
                first >> SOURCE_PREFIX_SHIFT & OCTET,
                first >> PROTOCOL_SHIFT & OCTET,
                isWide ? ports(wide.get(record, SOURCE_PORT)) : PortMatch.ANY,
                isWide ? ports(wide.get(record, DESTINATION_PORT)) : PortMatch.ANY,
                0,
                0);
        return new Key(
                selector,
                PolicyDirection.values()[first & DIRECTION_MASK],
                (first & KEY_MARK) == 0
                        ? Optional.empty()
                        : Optional.of(new Mark(wide.get(record, MARK), wide.get(record, MARK_MASK))),
                isWide ? wide.get(record, INTERFACE) : 0);
    }

    private static PortMatch ports(int word) {
        return new PortMatch(word >>> 16, word & 0xFFFF);
    }

    /** The last of all claims, whatever it is on, or {@link #NONE}: with {@link #before} a way through all of them. */
    int last() {
        return wide.size() > 0 ? asWide(wide.size() - 1) : narrow.size() - 1;
    }

    /** The one before, or {@link #NONE}. It may be removed, and the walk goes on: no claim comes to stand before it by that. */
    int before(int claim) {
        return claim == WIDE ? narrow.size() - 1 : claim - 1;
    }
}
