"""An object store on the loopback address, of moto, in a process of its own."""

from moto.server import ThreadedMotoServer


def main() -> None:
    """Serve on a free port, print it, and end when standard input does."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)  # noqa: T201  the parent reads it
    input()


if __name__ == "__main__":
    main()
