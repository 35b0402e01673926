"""What is done in the measured program: one module a measurement, imported by the program itself."""
