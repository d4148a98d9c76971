"""A client that knows an address and a name, and learns everything else by reflection. Prints what it was told.

Usage: reflecting_client.py ADDRESS AUTHORITY
"""

from __future__ import annotations

import json
import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.json_format import MessageToDict
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def main(address: str, authority: str) -> None:
    with grpc.insecure_channel(address) as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        services = sorted(database.get_services())
        pool = DescriptorPool(database)
        service = next(name for name in services if name.endswith("MatchingService"))
        method = pool.FindServiceByName(service).FindMethodByName("SuggestMatches")
        request = GetMessageClass(method.input_type)(authority=authority, role="ROLE_MENTEE")
        call = channel.unary_unary(
            f"/{service}/{method.name}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        reply = MessageToDict(call(request, timeout=20))
    assert not any(name.partition(".")[0] == "matcher" for name in sys.modules)
    print(json.dumps({"services": services, "reply": reply}))  # noqa: T201


main(*sys.argv[1:])
