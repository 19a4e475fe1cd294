package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Suggestion;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what no single line can tell: references, what is missing, what does not go together. */
final class ConfigValidator {

    /** A template that a service has bound to an address. */
    private record Bound(String context, String template) {}

    private final ConfigModel model;
    private final Findings findings;

    private ConfigValidator(ConfigModel model, Findings findings) {
        this.model = model;
        this.findings = findings;
    }

    static void check(ConfigModel model, SecretOpener opener, Findings findings) {
        new ConfigValidator(model, findings).run(opener);
        new SecretRules(opener, findings).check(model);
    }

    private void run(SecretOpener opener) {
        Set<Bound> bound = new HashSet<>();
        CertificateRules certificates = new CertificateRules(model.pki(), findings);
        certificates.check();
        model.gateway().access().certificate().ifPresent(certificates::certificate);
        for (ContextSection context : model.contexts()) {
            TransformSetRules sets = new TransformSetRules(model.profile(context), findings);
            context.ikeTransformSets().forEach(sets::check);
            context.ipsecTransformSets().forEach(sets::check);
            new ContextRules(context, new ManualSas(context, opener, model.profile(context)), findings).check();
            new PoolRules(model, context, findings).check();
            new AaaRules(context, findings).check();
            context.maps().forEach(map -> new TunnelRules(model, context, findings).check(map));
            context.templates().forEach(template -> new TunnelRules(model, context, findings).check(template));
        }
        services(bound);
        hashThresholds();
        for (ContextSection context : model.contexts()) {
            for (CryptoTemplate template : context.templates()) {
                if (!bound.contains(
                        new Bound(context.name().value(), template.name().value()))) {
                    findings.warning(
                            template.name().at(),
                            "crypto template \"" + template.name()
                                    + "\" is bound to no address, so that no peer can use it",
                            "bind it: wsg-service NAME, and in it bind address ADDRESS crypto-template "
                                    + template.name());
                }
            }
        }
    }

    /** A network namespace has one policy table. */
    private void hashThresholds() {
        Map<String, String> owners = new HashMap<>();
        Map<String, HashThreshold> thresholds = new HashMap<>();
        for (ContextSection context : model.contexts()) {
            String namespace = context.netns().map(Located::value).orElse("");
            context.settings().hash4().ifPresent(h -> same("ipv4", namespace, h, context, owners, thresholds));
            context.settings().hash6().ifPresent(h -> same("ipv6", namespace, h, context, owners, thresholds));
        }
    }

    private void same(
            String family,
            String namespace,
            HashThreshold threshold,
            ContextSection context,
            Map<String, String> owners,
            Map<String, HashThreshold> thresholds) {
        String key = family + " " + namespace;
        HashThreshold other = thresholds.putIfAbsent(key, threshold);
        String owner = owners.computeIfAbsent(key, _ -> context.name().value());
        if (other != null && !other.equals(threshold)) {
            findings.error(
                    context.name().at(),
                    "contexts \"" + owner + "\" and \"" + context.name()
                            + "\" share a network namespace, whose policies have one policy-hash-threshold " + family,
                    "policy-hash-threshold " + family + " " + other.local() + " " + other.remote(),
                    "write the same in both, or in one of them only");
        }
    }

    private void services(Set<Bound> bound) {
        record Use(String template, boolean selective) {}
        record Place(Optional<String> namespace, IpAddress address) {}
        Map<Place, Use> uses = new HashMap<>();
        for (ContextSection context : model.contexts()) {
            for (Service service : context.services()) {
                for (Service.Binding binding : service.bindings()) {
                    Optional<CryptoTemplate> template = template(context, binding);
                    String owner = binding.context()
                            .map(Located::value)
                            .orElse(context.name().value());
                    bound.add(new Bound(owner, binding.template().value()));
                    Use use = new Use(
                            binding.template().value(),
                            template.isPresent()
                                    && !template.get().peerNetworks().isEmpty());
                    Use other = uses.put(
                            new Place(
                                    context.netns().map(Located::value),
                                    binding.address().value()),
                            use);
                    if (other != null && !other.selective() && !use.selective()) {
                        findings.error(
                                binding.address().at(),
                                "address " + binding.address() + " has crypto template \"" + other.template()
                                        + "\" already; nothing tells which one a peer is meant for",
                                "one template for each address, or peer networks in the templates",
                                "bind another address, or write peer network in all templates of this address but one");
                    }
                }
            }
        }
    }

    private Optional<CryptoTemplate> template(ContextSection context, Service.Binding binding) {
        Optional<ContextSection> owner = Optional.of(context);
        if (binding.context().isPresent()) {
            Located<String> name = binding.context().get();
            owner = model.contexts().stream()
                    .filter(c -> c.name().value().equals(name.value()))
                    .findFirst();
            if (owner.isEmpty()) {
                List<String> names =
                        model.contexts().stream().map(c -> c.name().value()).toList();
                unknown(findings, name, "context", names);
                return Optional.empty();
            }
        }
        Located<String> name = binding.template();
        Optional<CryptoTemplate> template = owner.get().template(name.value());
        if (template.isEmpty()) {
            List<String> names =
                    owner.get().templates().stream().map(t -> t.name().value()).toList();
            unknown(findings, name, "crypto template", names);
        }
        return template;
    }

    /** Reports a name that nothing bears. */
    static void unknown(Findings findings, Located<String> name, String kind, Collection<String> known) {
        String fix = Suggestion.nearest(name.value(), known)
                .map(near -> "did you mean " + near + "?")
                .orElse("define it with " + kind + " " + name + ", or correct the name");
        findings.error(
                name.at(),
                "there is no " + kind + " \"" + name + "\"" + (kind.endsWith(" name") ? "" : " in this context"),
                known.isEmpty() ? "the name of one; none is defined" : String.join(", ", known),
                fix);
    }
}
