"""Calls a Flow over gRPC, knowing nothing of it but its address: the messages are those that reflection describes."""

import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

address, token = sys.argv[1:]
channel = grpc.insecure_channel(address)
metadata = [("authorization", f"Bearer {token}")]


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def fields(data):
    """The fields of a message whose fields are all strings, bytes or messages, or are passed over."""
    at = 0

    def read():
        nonlocal at
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while at < len(data):
        tag = read()
        if tag & 7 == 0:
            read()
            continue
        length = read()
        yield tag >> 3, data[at : at + length]
        at += length


def raw(kind, path):
    return getattr(channel, kind)(path, request_serializer=lambda data: data, response_deserializer=lambda data: data)


def reflect(service, number, name):
    """Asks one question of the reflection service: 4 is a symbol, 7 the list of services."""
    call = raw("stream_stream", f"/{service}/ServerReflectionInfo")
    return dict(fields(next(call(iter([field(number, name)]), metadata=metadata))))


listed = [dict(fields(one))[1].decode() for _, one in fields(reflect("grpc.reflection.v1.ServerReflection", 7, b"*")[6])]
print(json.dumps(sorted(listed)))

pool = descriptor_pool.DescriptorPool()


def learn(symbol):
    """Adds the files that describe a symbol, those that they need before them."""
    answer = reflect("grpc.reflection.v1alpha.ServerReflection", 4, symbol)[4]
    files = {}
    for _, data in fields(answer):
        file = descriptor_pb2.FileDescriptorProto.FromString(data)
        files[file.name] = file

    def add(file):
        for needed in file.dependency:
            if needed in files:
                add(files.pop(needed))
        pool.Add(file)

    while files:
        add(files.popitem()[1])


learn(b"peaflow.v1.Flow")
learn(b"grpc.health.v1.Health")
factory = message_factory.MessageFactory(pool)


def method(service, name):
    found = pool.FindServiceByName(service).methods_by_name[name]
    request, response = (factory.GetPrototype(one) for one in (found.input_type, found.output_type))
    proto = descriptor_pb2.MethodDescriptorProto()
    found.CopyToProto(proto)
    kind = f"{'stream' if proto.client_streaming else 'unary'}_{'stream' if proto.server_streaming else 'unary'}"
    call = getattr(channel, kind)(
        f"/{service}/{name}", request_serializer=request.SerializeToString, response_deserializer=response.FromString
    )
    return call, request


def show(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


check, HealthRequest = method("grpc.health.v1.Health", "Check")
watch, _ = method("grpc.health.v1.Health", "Watch")
print(json.dumps([show(check(HealthRequest())), show(next(watch(HealthRequest())))]))

describe, Empty = method("peaflow.v1.Flow", "Describe")
print(json.dumps([one["endpoint"] for one in show(describe(Empty(), metadata=metadata))["endpoints"]]))

run, Request = method("peaflow.v1.Flow", "Run")
request = Request(endpoint="/upper")
document = request.documents.add()
document.id, document.text = "1", "hello"
document.tags["size"] = 3
request.parameters["top"] = 5
answer = show(run(request, metadata=metadata, timeout=30))
print(json.dumps([answer["documents"], sorted(answer["timings"])]))

# [[{"text": "hi"}], {}] as MessagePack
answer = run(Request(endpoint="/upper", payload=b"\x92\x91\x81\xa4text\xa2hi\x80"), metadata=metadata)
print(json.dumps(b"HI" in answer.payload))

for path, extra in (("/fail", {}), ("/modele", {}), ("/upper", {"metadata": []}), ("/wait", {"timeout": 0.5})):
    try:
        request = Request(endpoint=path)
        request.documents.add()
        run(request, **{"metadata": metadata, **extra})
    except grpc.RpcError as error:
        trailer = {key: value for key, value in error.trailing_metadata() if key.startswith("peaflow-")}
        hint = trailer.get("peaflow-hint-bin", b"").decode()
        print(json.dumps([error.code().name, trailer.get("peaflow-code"), trailer.get("peaflow-pea"), hint]))

stream, _ = method("peaflow.v1.Flow", "Stream")
request = Request(id="count", endpoint="/count")
request.documents.add()
answers = stream(iter([request]), metadata=metadata)
print(json.dumps([next(answers).documents[0].text for _ in range(3)]))
answers.cancel()
