package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** In which network namespaces certificates and CRLs are used, the first user's first; what nobody uses is the daemon's own. */
final class CertificateUsers {
    private final Map<String, Set<Optional<String>>> certificates = new HashMap<>();
    private final Map<String, Set<Optional<String>>> authorities = new HashMap<>();
    private final Map<String, Set<Optional<String>>> lists = new HashMap<>();

    private CertificateUsers() {}

    static CertificateUsers of(ConfigModel model) {
        CertificateUsers users = new CertificateUsers();
        model.gateway()
                .access()
                .certificate()
                .ifPresent(name -> note(users.certificates, List.of(name), Set.of(Optional.empty())));
        for (ContextSection context : model.contexts()) {
            Set<Optional<String>> own = Set.of(namespaceOf(context));
            context.maps().forEach(map -> users.note(map.tunnel().certificates(), own));
            for (CryptoTemplate template : context.templates()) {
                Set<Optional<String>> bound = boundIn(model, context, template);
                users.note(template.tunnel().certificates(), bound.isEmpty() ? own : bound);
            }
        }
        return users;
    }

    private static Optional<String> namespaceOf(ContextSection context) {
        return context.netns().map(Located::value);
    }

    /** A template lives where the services are that bind it. */
    private static Set<Optional<String>> boundIn(ConfigModel model, ContextSection owner, CryptoTemplate template) {
        Set<Optional<String>> namespaces = new LinkedHashSet<>();
        for (ContextSection context : model.contexts()) {
            for (Service service : context.services()) {
                for (Service.Binding binding : service.bindings()) {
                    String of = binding.context()
                            .map(Located::value)
                            .orElse(context.name().value());
                    if (of.equals(owner.name().value())
                            && binding.template().value().equals(template.name().value())) {
                        namespaces.add(namespaceOf(context));
                    }
                }
            }
        }
        return namespaces;
    }

    private void note(CertificateSettings settings, Set<Optional<String>> namespaces) {
        note(certificates, settings.certificate().stream().toList(), namespaces);
        note(authorities, settings.caCertificates(), namespaces);
        note(lists, settings.crls(), namespaces);
    }

    private static void note(
            Map<String, Set<Optional<String>>> users, List<Located<String>> names, Set<Optional<String>> namespaces) {
        names.forEach(name ->
                users.computeIfAbsent(name.value(), n -> new LinkedHashSet<>()).addAll(namespaces));
    }

    /** Whence a certificate of ours and its key are fetched. */
    Optional<String> ofCertificate(Located<String> name) {
        return first(certificates, name);
    }

    /** Whence an authority's certificate is fetched. */
    Optional<String> ofAuthority(Located<String> name) {
        return first(authorities, name);
    }

    /** Whence a CRL is fetched: in each namespace it may be another one. */
    Set<Optional<String>> ofList(Located<String> name) {
        return lists.getOrDefault(name.value(), Set.of(Optional.empty()));
    }

    private static Optional<String> first(Map<String, Set<Optional<String>>> users, Located<String> name) {
        return users.getOrDefault(name.value(), Set.of(Optional.empty()))
                .iterator()
                .next();
    }
}
