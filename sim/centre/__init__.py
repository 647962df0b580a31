"""WHAT HAPPENS: customers and a roster meet in the running centre, which leaves a run log. The only home of simpy."""
