package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.util.List;

/** What does not go together in a transform set, and what is weak. */
final class TransformSetRules {
    private static final String STRONGER_CIPHER = "use aes-cbc-128, aes-256-gcm-128 or another of the AES family";
    private static final long STAROS_MIN_LIFETIME = 60;
    private static final long STAROS_MAX_LIFETIME = 86_400;

    private final Profile profile;
    private final Findings findings;

    TransformSetRules(Profile profile, Findings findings) {
        this.profile = profile;
        this.findings = findings;
    }

    void check(IkeTransformSet set) {
        for (Located<EncryptionChoice> choice : set.encryption()) {
            EncryptionAlgorithm algorithm = choice.value().algorithm();
            if (algorithm == EncryptionAlgorithm.NULL || algorithm == EncryptionAlgorithm.AES_GMAC) {
                findings.error(
                        choice.at(),
                        "an IKE SA is always encrypted; " + algorithm.text() + " encrypts nothing",
                        "an algorithm that encrypts",
                        STRONGER_CIPHER);
            }
        }
        ciphers(set.encryption(), set.hmacs());
        set.prfs().stream()
                .filter(p -> p.value().isWeak())
                .forEach(p ->
                        weak(p.at(), "prf " + p.value().text(), "MD5 has been broken for long", "use prf sha2-256"));
        groups(set.groups());
        KeyExchangeGroup standard = Defaults.suite(profile).ikeGroup();
        if (set.groups().isEmpty() && standard.isWeak()) {
            weakGroup(standard, set.name().at(), ", which is the default,");
        }
        integrity(set.encryption(), set.hmacs());
        set.lifetimeSeconds().ifPresent(lifetime -> {
            if (lifetime.value() < STAROS_MIN_LIFETIME || lifetime.value() > STAROS_MAX_LIFETIME) {
                findings.warning(
                        lifetime.at(),
                        "StarOS takes lifetimes from " + STAROS_MIN_LIFETIME + " to " + STAROS_MAX_LIFETIME
                                + " s here; xfrmgate takes " + lifetime.value() + " s",
                        lifetime.value() < STAROS_MIN_LIFETIME
                                ? "use a longer one, unless this is a test"
                                : "use a shorter one, unless the peer wants it so");
            }
        });
    }

    void check(IpsecTransformSet set) {
        ciphers(set.encryption(), set.hmacs());
        for (Located<EncryptionChoice> choice : set.encryption()) {
            EncryptionAlgorithm algorithm = choice.value().algorithm();
            if (algorithm == EncryptionAlgorithm.NULL || algorithm == EncryptionAlgorithm.AES_GMAC) {
                findings.warning(
                        choice.at(),
                        "encryption " + algorithm.text() + " works, but everybody on the path can read the traffic",
                        STRONGER_CIPHER + ", unless integrity alone is what you want");
            }
        }
        groups(set.groups());
        integrity(set.encryption(), set.hmacs());
    }

    private void ciphers(List<Located<EncryptionChoice>> encryption, List<Located<IntegrityAlgorithm>> hmacs) {
        encryption.stream()
                .filter(e -> e.value().algorithm().isWeak())
                .forEach(e -> weak(
                        e.at(),
                        "encryption " + e.value().algorithm().text(),
                        "its blocks of 64 bits, and DES's short key, can be attacked",
                        STRONGER_CIPHER));
        hmacs.stream()
                .filter(h -> h.value().isWeak())
                .forEach(h -> weak(
                        h.at(), "hmac " + h.value().text(), "MD5 has been broken for long", "use hmac sha2-256-128"));
    }

    private void groups(List<Located<KeyExchangeGroup>> groups) {
        groups.stream().filter(g -> g.value().isWeak()).forEach(g -> weakGroup(g.value(), g.at(), ""));
    }

    private void weakGroup(KeyExchangeGroup group, Position at, String remark) {
        weak(
                at,
                "group " + group.id() + remark,
                "it has " + group.publicLength() * 8 + " bits only",
                "use group 14, 19 or 31");
    }

    /** What the profile forbids is an error, and a warning where all of StarOS is allowed. */
    private void weak(Position at, String what, String why, String fix) {
        switch (profile) {
            case STAROS -> findings.warning(at, what + " works, but is weak: " + why, fix);
            case NDS ->
                findings.error(
                        at,
                        what + " is not allowed by profile 3gpp-33.210: " + why,
                        "an algorithm that 3GPP TS 33.210 allows",
                        fix
                                + "; or write profile staros-compat in gateway mode or in the context, if the peer knows no better");
        }
    }

    private void integrity(List<Located<EncryptionChoice>> encryption, List<Located<IntegrityAlgorithm>> hmacs) {
        boolean anyPlain = encryption.isEmpty()
                || encryption.stream().anyMatch(e -> !e.value().algorithm().isAead());
        for (Located<IntegrityAlgorithm> hmac : hmacs) {
            boolean none = hmac.value() == IntegrityAlgorithm.NONE;
            if (none && anyPlain) {
                findings.error(
                        hmac.at(),
                        "hmac none goes with combined modes such as aes-256-gcm-128 only: without integrity,"
                                + " encrypted packets can be changed on their way",
                        "an HMAC such as sha2-256-128",
                        "choose an HMAC, or combined modes only");
            } else if (!none && !anyPlain) {
                findings.error(
                        hmac.at(),
                        "hmac " + hmac.value().text()
                                + " does not go with combined modes, which bring their own integrity",
                        "none",
                        "write hmac none, or leave hmac out");
            }
        }
    }
}
