/// Experiments, simulators and benchmarks. Their results are committed under `lab/results`; nothing here ships.
module dev.pando.lab {
    requires dev.pando.node;
}
