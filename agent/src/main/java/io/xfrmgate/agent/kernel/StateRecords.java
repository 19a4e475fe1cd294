package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.SaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of states with their reqids, in packed records: 16 octets for an IPv4 state without mark, 44 for any other. A state is known by
 * a number, which is good until the next removal. Not for several threads.
 */
final class StateRecords {
    static final int NONE = PackedTable.NONE;

    /** In the number of a state that is in the table of the wide ones. */
    private static final int WIDE = 1 << 30;

    // found by address and SPI; marks are looked at behind that
    private static final int NARROW_SPI = 1;
    private static final int NARROW_KEY = 2;
    private static final int NARROW_REQID = 2;

    private static final int FAMILY = 0;
    private static final int ADDRESS = 1;
    private static final int SPI = ADDRESS + AddressWords.V6;
    private static final int WIDE_KEY = SPI + 1;
    private static final int IS_MARKED = WIDE_KEY;
    private static final int MARK = IS_MARKED + 1;
    private static final int MARK_MASK = MARK + 1;
    private static final int REQID = MARK_MASK + 1;

    private final PackedTable narrow = new PackedTable(NARROW_REQID + 1, NARROW_KEY);
    private final PackedTable wide = new PackedTable(REQID + 1, WIDE_KEY);
    private final int[] narrowKey = new int[NARROW_KEY];
    private final int[] wideKey = new int[WIDE_KEY];

    int size() {
        return narrow.size() + wide.size();
    }

    boolean contains(KernelStates.Key key) {
        return isNarrow(key) ? findNarrow(key.id()) != NONE : findWide(key) != NONE;
    }

    /** Adds a state; false if there is one of that name. */
    boolean add(KernelStates.Key key, int reqid) {
        if (contains(key)) {
            return false;
        }
        SaId id = key.id();
        if (isNarrow(key)) {
            narrow.add(new int[] {AddressWords.v4(id.destination()), id.spi(), reqid});
            return true;
        }
        int[] record = new int[REQID + 1];
        putWide(id, record);
        record[IS_MARKED] = key.mark().isPresent() ? 1 : 0;
        record[MARK] = key.mark().map(Mark::value).orElse(0);
        record[MARK_MASK] = key.mark().map(Mark::mask).orElse(0);
        record[REQID] = reqid;
        wide.add(record);
        return true;
    }

    /** Removes a state; false if there is none of that name. */
    boolean remove(KernelStates.Key key) {
        PackedTable table = isNarrow(key) ? narrow : wide;
        int found = isNarrow(key) ? findNarrow(key.id()) : findWide(key);
        if (found == NONE) {
            return false;
        }
        table.remove(found);
        return true;
    }

    /** All of this address and SPI, whatever their marks. */
    List<KernelStates.Key> allOf(SaId id) {
        List<KernelStates.Key> found = new ArrayList<>(1);
        if (!AddressWords.isV6(id.destination()) && findNarrow(id) != NONE) {
            found.add(new KernelStates.Key(id, Optional.empty()));
        }
        putWide(id, wideKey);
        for (int one = wide.find(wideKey); one != NONE; one = wide.findNext(one, wideKey)) {
            found.add(new KernelStates.Key(id, mark(one)));
        }
        return found;
    }

    /** The last of all states, or {@link #NONE}: with {@link #before} a way through all of them. */
    int last() {
        return wide.size() > 0 ? wide.size() - 1 | WIDE : narrow.size() - 1;
    }

    /** The one before, or {@link #NONE}. Whatever comes and goes meanwhile, all that stay are met. */
    int before(int state) {
        int before = Math.min((state & ~WIDE), (state & WIDE) != 0 ? wide.size() : narrow.size()) - 1;
        if ((state & WIDE) == 0) {
            return before;
        }
        return before < 0 ? narrow.size() - 1 : before | WIDE;
    }

    /** The name of a state. */
    KernelStates.Key key(int state) {
        if ((state & WIDE) == 0) {
            return new KernelStates.Key(
                    SaId.esp(AddressWords.v4(narrow.get(state, 0)), narrow.get(state, NARROW_SPI)), Optional.empty());
        }
        int record = state & ~WIDE;
        SaId id =
                SaId.esp(AddressWords.get(wide, record, ADDRESS, wide.get(record, FAMILY) != 0), wide.get(record, SPI));
        return new KernelStates.Key(id, mark(record));
    }

    int reqid(int state) {
        return (state & WIDE) == 0 ? narrow.get(state, NARROW_REQID) : wide.get(state & ~WIDE, REQID);
    }

    private static boolean isNarrow(KernelStates.Key key) {
        return key.mark().isEmpty() && !AddressWords.isV6(key.id().destination());
    }

    private int findNarrow(SaId id) {
        narrowKey[0] = AddressWords.v4(id.destination());
        narrowKey[NARROW_SPI] = id.spi();
        return narrow.find(narrowKey);
    }

    private int findWide(KernelStates.Key key) {
        putWide(key.id(), wideKey);
        int found = wide.find(wideKey);
        while (found != NONE && !mark(found).equals(key.mark())) {
            found = wide.findNext(found, wideKey);
        }
        return found;
    }

    private static void putWide(SaId id, int[] record) {
        if (id.protocol() != SaId.ESP) {
            throw new IllegalArgumentException("no state of a Child SA: " + id);
        }
        record[FAMILY] = AddressWords.isV6(id.destination()) ? 1 : 0;
        AddressWords.put(id.destination(), record, ADDRESS);
        record[SPI] = id.spi();
    }

    private Optional<Mark> mark(int record) {
        return wide.get(record, IS_MARKED) == 0
                ? Optional.empty()
                : Optional.of(new Mark(wide.get(record, MARK), wide.get(record, MARK_MASK)));
    }
}
