"""What happened: the case, the people at risk, the incidents, the outcome."""
