package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Calls of a template's peers that packets ask for. Any host of the local network can make such packets, to as many peers as
 * the template's networks hold: so only so many calls are under way at once, and who did not answer is left alone for a
 * while, twice as long each time.
 */
final class TrafficCalls {
    static final int MAX_AT_ONCE = 256;
    private static final int MAX_REMEMBERED = 4096;
    private static final long FIRST_WAIT_MILLIS = 2_000;
    private static final long LONGEST_WAIT_MILLIS = 120_000;

    private final Set<IkeSa> underWay = new HashSet<>();
    private final Map<IpAddress, Failure> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Failure> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private record Failure(long notBefore, long waited) {}

    boolean mayCall(IpAddress remote, long now) {
        Failure failure = failures.get(remote);
        return underWay.size() < MAX_AT_ONCE && (failure == null || failure.notBefore <= now);
    }

    void began(IkeSa sa) {
        underWay.add(sa);
    }

    void established(IkeSa sa) {
        underWay.remove(sa);
        failures.remove(sa.remote().address());
    }

    void ended(IkeSa sa, long now) {
        if (underWay.remove(sa)) {
            IpAddress remote = sa.remote().address();
            Failure earlier = failures.remove(remote);
            long wait = earlier == null ? FIRST_WAIT_MILLIS : Math.min(LONGEST_WAIT_MILLIS, 2 * earlier.waited);
            failures.put(remote, new Failure(now + wait, wait));
        }
    }
}
