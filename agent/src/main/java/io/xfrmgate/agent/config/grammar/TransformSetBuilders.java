package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fill the two kinds of transform sets. */
final class TransformSetBuilders {
    private TransformSetBuilders() {}

    /** What both have. */
    abstract static class Common {
        final Located<String> name;
        final List<Located<EncryptionChoice>> encryption = new ArrayList<>();
        final List<Located<KeyExchangeGroup>> groups = new ArrayList<>();
        final List<Located<IntegrityAlgorithm>> hmacs = new ArrayList<>();

        private Common(Located<String> name) {
            this.name = name;
        }

        /** Adds what is not there yet: a list of preferences grows with each line. */
        static <V> void addAll(List<Located<V>> list, List<Located<V>> more) {
            for (Located<V> value : more) {
                if (!list.contains(value)) {
                    list.add(value);
                }
            }
        }
    }

    /** Fills {@link IkeTransformSet}. */
    static final class Ike extends Common {
        final List<Located<PrfAlgorithm>> prfs = new ArrayList<>();
        Optional<Located<Long>> lifetime = Optional.empty();

        Ike(Located<String> name) {
            super(name);
        }

        IkeTransformSet build() {
            return new IkeTransformSet(name, encryption, groups, hmacs, prfs, lifetime);
        }
    }

    /** Fills {@link IpsecTransformSet}. */
    static final class Ipsec extends Common {
        Optional<Located<IpsecMode>> mode = Optional.empty();
        IpsecTransformSet.Esn esn = IpsecTransformSet.Esn.OFF;

        Ipsec(Located<String> name) {
            super(name);
        }

        IpsecTransformSet build() {
            return new IpsecTransformSet(name, encryption, groups, hmacs, mode, esn);
        }
    }
}
