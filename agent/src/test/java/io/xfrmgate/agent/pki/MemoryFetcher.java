package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.FetchException;
import io.xfrmgate.agent.pki.fetch.Fetcher;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Servers that are nothing but maps; what is not in them can not be fetched. */
final class MemoryFetcher implements Fetcher {
    private final Map<PkiUrl, byte[]> files = new ConcurrentHashMap<>();
    private final Map<PkiUrl, UnaryOperator<byte[]>> responders = new ConcurrentHashMap<>();
    private final List<PkiUrl> asked = new CopyOnWriteArrayList<>();

    void put(String url, byte[] content) {
        files.put(PkiUrl.parse(url), content);
    }

    void remove(String url) {
        files.remove(PkiUrl.parse(url));
    }

    void respond(String url, UnaryOperator<byte[]> responder) {
        responders.put(PkiUrl.parse(url), responder);
    }

    /** How often that URL was asked for. */
    long asked(String url) {
        PkiUrl wanted = PkiUrl.parse(url);
        return asked.stream().filter(wanted::equals).count();
    }

    /** Puts it where it is reached from a network namespace only. */
    void put(String url, String namespace, byte[] content) {
        files.put(PkiUrl.parse(url).in(Optional.of(namespace)), content);
    }

    @Override
    public List<InetAddress> addressesOf(PkiUrl url) throws FetchException {
        try {
            return List.of(InetAddress.getAllByName(url.uri().getHost()));
        } catch (UnknownHostException e) {
            throw new FetchException("the host's name has no address", e);
        }
    }

    @Override
    public byte[] get(PkiUrl url, Limits limits) throws FetchException {
        asked.add(url);
        byte[] content = files.get(url);
        if (content == null) {
            throw new FetchException("the connection is refused");
        }
        return content.clone();
    }

    @Override
    public byte[] post(PkiUrl url, String type, byte[] request, Limits limits) throws FetchException {
        asked.add(url);
        UnaryOperator<byte[]> responder = responders.get(url);
        if (responder == null) {
            throw new FetchException("the connection is refused");
        }
        return responder.apply(request);
    }
}
