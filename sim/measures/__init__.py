"""HOW WELL: the run log becomes tidy tables of service, workload and experience, with intervals of confidence."""
