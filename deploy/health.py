"""Whether the backend in this container can take requests: exit 0, or 1 with the reason."""

import http.client
import sys


def main(port: int = 8080) -> int:
    """Ask once, as the container's health check does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/api/health")
        status = connection.getresponse().status
    except OSError as error:
        sys.stderr.write(f"no answer: {error}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(f"{status}\n")
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
