package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.libc.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** How the kernel answers to the shards' data planes. Any thread may write and read, and none waits. */
public final class KernelMeter {
    /** The errors that are counted apart; 0 stands for all others. */
    private static final List<Integer> ERRNOS = Stream.of(
                    Errno.EPERM,
                    Errno.ENOENT,
                    Errno.ESRCH,
                    Errno.EEXIST,
                    Errno.EINVAL,
                    Errno.ENOSYS,
                    Errno.EOPNOTSUPP,
                    Errno.ENOBUFS,
                    Errno.ETIMEDOUT)
            .map(Errno::number)
            .toList();

    private final LongAdder requests = new LongAdder();
    private final LongAdder lostEvents = new LongAdder();
    private final LongAdder[] refusals = new LongAdder[ERRNOS.size() + 1];
    private final LongAdder packetRefusals = new LongAdder();
    private final LongAdder cryptoRefusals = new LongAdder();
    private final Map<OnCard, LongAdder> handedOver = new HashMap<>();
    private BiConsumer<OnCard, LongSupplier> newCard = (card, count) -> {};
    private volatile LongConsumer exchangeNanos = nanos -> {};

    public KernelMeter() {
        for (int i = 0; i < refusals.length; i++) {
            refusals[i] = new LongAdder();
        }
    }

    /** An error, and how often the kernel gave it. @param errno 0 for all that have no place of their own */
    public record Refusals(int errno, LongAdder count) {
        /** As errno.h calls it. */
        public String word() {
            return errno == 0 ? "other" : new Errno(errno).name();
        }
    }

    /**
     * A network card, and how much it does.
     *
     * @param mode "packet" or "crypto"
     */
    public record OnCard(String device, String mode) {}

    /** Has the durations of exchanges recorded; the last recorder counts. */
    public void recordWith(LongConsumer nanos) {
        exchangeNanos = nanos;
    }

    void exchanged(int count, long nanos) {
        requests.add(count);
        exchangeNanos.accept(nanos);
    }

    void refused(int errno) {
        int index = ERRNOS.indexOf(errno);
        refusals[index < 0 ? ERRNOS.size() : index].increment();
    }

    void offloadRefused(Handover.Share tried) {
        (tried.isPacket() ? packetRefusals : cryptoRefusals).increment();
    }

    void handedOver(Handover handover, int change) {
        OnCard card = new OnCard(handover.device(), handover.share().word());
        synchronized (handedOver) {
            LongAdder count = handedOver.get(card);
            if (count == null) {
                count = new LongAdder();
                handedOver.put(card, count);
                newCard.accept(card, count::sum);
            }
            count.add(change);
        }
    }

    /** Tells of each card that gets SAs for the first time, with the number of SAs that it has; and of those before. */
    public void tellCards(BiConsumer<OnCard, LongSupplier> listener) {
        synchronized (handedOver) {
            newCard = listener;
            handedOver.forEach((card, count) -> listener.accept(card, count::sum));
        }
    }

    /** How often a card did not take all of IPsec. */
    public long packetRefusals() {
        return packetRefusals.sum();
    }

    /** How often a card did not take the cryptography. */
    public long cryptoRefusals() {
        return cryptoRefusals.sum();
    }

    void lost() {
        lostEvents.increment();
    }

    /** Requests sent to the kernel. */
    public long requests() {
        return requests.sum();
    }

    /** How often the kernel dropped events because they came faster than they were fetched. */
    public long lostEvents() {
        return lostEvents.sum();
    }

    /** All errors, also those that never were. */
    public List<Refusals> refusals() {
        return Stream.concat(ERRNOS.stream(), Stream.of(0))
                .map(errno -> new Refusals(errno, refusals[errno == 0 ? ERRNOS.size() : ERRNOS.indexOf(errno)]))
                .toList();
    }
}
