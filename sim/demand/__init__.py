"""WHO CONTACTS US: a history becomes a calibration; a scenario becomes customers, drawn in advance."""
