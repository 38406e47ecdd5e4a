"""The post room: carries letters and does not know what they are about."""
