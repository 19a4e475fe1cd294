package io.xfrmgate.agent.load;

import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import java.util.ArrayDeque;

/** A data plane that says yes to everything and does nothing: no packet passes a tunnel of a load generator. */
public final class AcceptAll implements DataPlane {
    private static final DataPlaneAnswer DONE = new DataPlaneAnswer.Done();
    private static final DataPlaneAnswer.SaUsage UNUSED = new DataPlaneAnswer.SaUsage(0, 0, 0, 0, 0);

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(long token, DataPlaneAnswer answer) {}

    @Override
    public void submit(long token, DataPlaneRequest request) {
        boolean asks = request instanceof DataPlaneRequest.QueryUsage;
        waiting.add(new Waiting(token, asks ? new DataPlaneAnswer.Usage(UNUSED, UNUSED) : DONE));
    }

    @Override
    public void exchange(Sink sink) {
        for (int left = waiting.size(); left > 0; left--) {
            Waiting next = waiting.remove();
            sink.answer(next.token(), next.answer());
        }
    }

    @Override
    public void close() {}
}
