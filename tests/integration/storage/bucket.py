"""A bucket of the object store that the tests start."""

from dataclasses import dataclass

import pyarrow.fs

SECRET = "a-secret-that-must-not-appear"  # noqa: S105  of a store that lives for a minute


@dataclass
class Bucket:
    """An empty bucket of the store, to be written to."""

    name: str
    endpoint: str

    def write(self, key: str, content: str | bytes) -> str:
        store = pyarrow.fs.S3FileSystem(endpoint_override=self.endpoint)
        with store.open_output_stream(f"{self.name}/{key}", compression=None) as stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
        return f"s3://{self.name}/{key}"
