"""The rehearsal's name server says what it was told, and nothing else."""

import json
import os

import dns.resolver
import pytest

from hueandcry.post import dns_stub

LONG = "v=DKIM1; p=" + "x" * 600


def ask(stub, name, kind="TXT"):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [stub.address[0]], stub.address[1]
    return b"".join(resolver.resolve(name, kind, lifetime=2, search=False)[0].strings).decode()


def test_it_knows_its_records_whole_and_in_any_capitals():
    with dns_stub.start({"s._domainkey.example.com": LONG}) as stub:
        assert ask(stub, "S._DomainKey.Example.COM") == LONG
        with pytest.raises(dns.resolver.NXDOMAIN):
            ask(stub, "other.example.com")
        with pytest.raises(dns.resolver.NoAnswer):
            ask(stub, "s._domainkey.example.com", "A")


def test_a_record_that_is_none_is_a_server_in_trouble_and_rubbish_gets_no_answer():
    with dns_stub.start({"bad.example.com": None}) as stub, pytest.raises(dns.resolver.NoNameservers):
        ask(stub, "bad.example.com")
    assert dns_stub.answer(b"rubbish", {}) is None


def test_records_of_a_file_are_read_again_when_it_changes(tmp_path):
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"a.example": "one"}))
    records = dns_stub._File(path)
    assert ("a.example" in records, records["a.example"]) == (True, "one")

    path.write_text(json.dumps({"b.example": "two"}))
    os.utime(path, ns=(1, 1))

    assert ("a.example" in records, "b.example" in records) == (False, True)
