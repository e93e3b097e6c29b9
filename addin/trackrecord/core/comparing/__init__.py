"""Who is compared with whom, and how sure that is: votes, skill, evidence, calibration."""
