"""Hand-written fakes of ports; each honours the contract of the port it stands for."""
