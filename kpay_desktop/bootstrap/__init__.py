"""The only place that builds the world: settings, store, devices, hosts, flows, windows."""
