# SPDX-License-Identifier: Apache-2.0
# The network. Follows base.py in one file.

@attempt
def reaches_the_control_port(target): return connects("127.0.0.1", target["control"])
@attempt
def reaches_the_operations_port(target): return connects("127.0.0.1", target["ops"])
@attempt
def reaches_the_metadata_address(target): return connects("169.254.169.254", 80)
@attempt
def opens_a_datagram_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM) is not None
@attempt
def opens_a_raw_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1) is not None
@attempt
def opens_a_unix_socket(target): return socket.socket(socket.AF_UNIX) is not None
@attempt
def opens_a_netlink_socket(target): return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) is not None
@attempt
def opens_a_multipath_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) is not None


@attempt
def connects_with_its_first_data(target):
    with socket.socket() as peer:
        return peer.sendto(b"GET", 0x20000000, ("127.0.0.1", target["control"])) >= 0


@attempt
def binds_a_port(target):
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return True


@attempt
def listens_without_binding(target):
    with socket.socket() as own:
        own.listen()
        return True
