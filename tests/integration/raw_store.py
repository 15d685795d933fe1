# SPDX-License-Identifier: GPL-3.0-or-later
"""A C-STORE sender that sends any bytes as a dataset (PS3.7 and PS3.8): the usual tools parse
what they send, and refuse or die of it themselves."""

import socket
import struct

VERIFICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
IMPLICIT = "1.2.840.10008.1.2"
PIECE = 16000  # bytes of one presentation data value; below every receiver's limit


def padded(uid):
    data = uid.encode()
    return data + b"\0" if len(data) % 2 else data


def item(kind, data):
    return struct.pack(">BBH", kind, 0, len(data)) + data


def associate_request(sop_class, syntax):
    context = struct.pack(">BBBB", 1, 0, 0, 0) + item(0x30, sop_class.encode()) + \
        item(0x40, syntax.encode())
    user = item(0x51, struct.pack(">I", 16384)) + item(0x52, b"1.2.3.4") + item(0x55, b"RAW")
    body = struct.pack(">HH", 1, 0) + b"ORTHANC".ljust(16) + b"RAW".ljust(16) + b"\0" * 32 + \
        item(0x10, VERIFICATION_CONTEXT.encode()) + item(0x20, context) + item(0x50, user)
    return struct.pack(">BBI", 1, 0, len(body)) + body


def command_set(sop_class, sop_instance):
    def element(number, data):
        return struct.pack("<HHI", 0, number, len(data)) + data
    rest = element(0x0002, padded(sop_class)) + element(0x0100, struct.pack("<H", 1)) + \
        element(0x0110, struct.pack("<H", 1)) + element(0x0700, struct.pack("<H", 0)) + \
        element(0x0800, struct.pack("<H", 1)) + element(0x1000, padded(sop_instance))
    return element(0x0000, struct.pack("<I", len(rest))) + rest


def data_pdu(flags, data):
    value = struct.pack(">IBB", len(data) + 2, 1, flags) + data
    return struct.pack(">BBI", 4, 0, len(value)) + value


def receive_exactly(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError("closed")
        data += piece
    return data


def receive_pdu(connection):
    kind, _, length = struct.unpack(">BBI", receive_exactly(connection, 6))
    return kind, receive_exactly(connection, length)


def status_of(response):
    """(0000,0900) of a C-STORE response."""
    at = response.find(struct.pack("<HHI", 0, 0x0900, 2))
    return struct.unpack_from("<H", response, at + 8)[0] if at >= 0 else None


def store(port, dataset, sop_class, sop_instance, syntax, timeout=20):
    """The DIMSE status; or a word where there was none: "not-accepted", "dropped", "hung"."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(associate_request(sop_class, syntax))
            kind, answer = receive_pdu(connection)
            # The result of the presentation context, behind its head of 4 bytes.
            at = answer.find(b"\x21\x00")
            if kind != 2 or at < 0 or answer[at + 6] != 0:
                return "not-accepted"
            connection.sendall(data_pdu(3, command_set(sop_class, sop_instance)))
            for at in range(0, len(dataset), PIECE):
                last = at + PIECE >= len(dataset)
                connection.sendall(data_pdu(2 if last else 0, dataset[at:at + PIECE]))
            kind, answer = receive_pdu(connection)
            if kind != 4:
                return "dropped"
            connection.sendall(struct.pack(">BBI", 5, 0, 4) + b"\0" * 4)
            return status_of(answer)
    except TimeoutError:
        return "hung"
    except OSError:
        return "dropped"
