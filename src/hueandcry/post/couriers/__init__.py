"""Couriers carry a parcel to the next mail server and say accepted, later, never or in doubt."""
