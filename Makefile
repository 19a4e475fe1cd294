# Everything here works from a clean clone on Debian 12: scripts/setup installs what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAVEN := mvn -B -ntp $(MAVEN_OPTIONS)
JDK25 = $$(scripts/jdk25)

.PHONY: help
help: ## lists these targets
	@echo 'xfrmgate: an IPsec security gateway. Targets:'
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
	@echo
	@echo '  LAB_KERNEL=host|uml forces the kernel of demo, test and lab; SCENARIO=name runs one scenario (or group) of lab.'

.PHONY: setup
setup: ## installs missing Debian packages, looks for a JDK 25
	@scripts/setup

.PHONY: build
build: setup ## the application image agent/target/xfrmgate/ with its own Java runtime
	@umask 022 && $(MAVEN) -q -T 2 -pl agent -am package -DskipTests -Djacoco.skip=true
	@test -x agent/target/xfrmgate/bin/xfrmgate
	@echo 'built agent/target/xfrmgate/bin/xfrmgate'

.PHONY: deb
deb: setup ## the Debian package systemd/target/xfrmgate_*.deb, with its own Java runtime and systemd unit
	@umask 022 && $(MAVEN) -q -T 2 -pl systemd -am package -DskipTests -Djacoco.skip=true
	@ls systemd/target/xfrmgate_*.deb

.PHONY: demo
demo: build ## two gateways, then a gateway and strongSwan, on a real kernel, with traffic (under 3 minutes)
	@lab/bin/lab-demo

.PHONY: test
test: setup fmt-check ## everything: format, unit tests, simulator, kernel tests, all lab scenarios
	@$(MAVEN) verify

.PHONY: lab
lab: setup ## all lab scenarios, or one: make lab SCENARIO=rekey-child-by-both
	@if [ '$(SCENARIO)' ]; then \
	  $(MAKE) --no-print-directory $(if $(filter service,$(SCENARIO)),deb,build) && LAB_FOLLOW=1 lab/bin/lab-run $(SCENARIO); \
	else \
	  $(MAVEN) verify -pl lab -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	    '-Dit.test=io.xfrmgate.lab.*IT' -Dfailsafe.failIfNoSpecifiedTests=false; \
	fi

.PHONY: lab-qemu
lab-qemu: build ## by hand, some minutes: Debian's kernel in QEMU, whose processor has AES instructions; which drivers the SAs get
	@scripts/setup --qemu && LAB_FOLLOW=1 lab/bin/lab-run qemu

.PHONY: bench
bench: bench-core bench-daemon ## all benchmarks: the core alone, then the daemon beside charon (root; some 20 minutes)

.PHONY: bench-core
bench-core: setup ## CPU time of a handshake, heap of a tunnel, in the core and for its kernel tables, speed of the simulator, a configuration of 64,000 peers, a scrape of 64,000 tunnels (two minutes)
	@$(MAVEN) -q -pl ike,agent -am test-compile dependency:build-classpath \
	  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
	@for main in HandshakeBenchmark SimThroughput; do \
	  $(JDK25)/bin/java --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g \
	    -cp "ike/target/classes:ike/target/test-classes:$$(<ike/target/test.classpath)" io.xfrmgate.ike.sim.$$main; done
	@for main in config.ConfigBenchmark kernel.KernelMemoryBenchmark telemetry.ScrapeBenchmark; do \
	  $(JDK25)/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g -cp \
	    "agent/target/classes:agent/target/test-classes:$$(<agent/target/test.classpath)" io.xfrmgate.agent.$$main; done

.PHONY: bench-daemon
bench-daemon: setup ## the daemon beside Debian's charon by load-test: CPU time and memory; writes lab/results/
	@$(MAVEN) -q -pl agent -am test-compile dependency:build-classpath \
	  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
	@lab/bin/lab-bench $(CASE)

.PHONY: bench-overload
bench-overload: setup ## all peers return at once, and floods: what becomes of established peers, set-ups and memory (root; some ten minutes)
	@$(MAVEN) -q -pl agent -am test-compile dependency:build-classpath \
	  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
	@lab/bin/lab-overload $(CASE)

.PHONY: bench-kernel
bench-kernel: build ## 1,000, 10,000 and 64,000 tunnels in the lab's kernel, or SIZES='1000 4000': cost of each step, memory; writes lab/results/kernel/ (8 GiB; an hour)
	@lab/bin/lab-bench-kernel $(SIZES)

.PHONY: bench-scale
bench-scale: setup ## latency with 64,000 tunnels held, two shards, a million tunnels (root, 24 GiB, some 20 minutes)
	@$(MAVEN) -q -pl agent -am test-compile dependency:build-classpath \
	  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
	@lab/bin/lab-scale $(CASE)

.PHONY: bench-micro
bench-micro: setup ## JMH: messages, key schedule, proposals, narrowing, netlink (four minutes)
	@$(MAVEN) -q -Pbench -pl bench -am compile dependency:build-classpath -Djacoco.skip=true \
	  -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=runtime
	@$(JDK25)/bin/java --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
	  -cp "bench/target/classes:$$(<bench/target/bench.classpath)" org.openjdk.jmh.Main -f 1 -wi 3 -i 5 -w 2 -r 2

.PHONY: bench-compare
bench-compare: ## the newest results of bench-daemon against those before them
	@lab/bin/lab-bench-table --newest

.PHONY: fmt
fmt: setup ## formats all Java
	@JAVA_HOME=$(JDK25) $(MAVEN) -q spotless:apply

.PHONY: fmt-check
fmt-check: setup ## fails when some Java is not formatted
	@JAVA_HOME=$(JDK25) $(MAVEN) -q spotless:check && echo 'format: in order'

.PHONY: clean
clean: ## removes all that was built
	@$(MAVEN) -q clean
