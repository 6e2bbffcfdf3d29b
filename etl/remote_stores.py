"""The object stores that files can be read from, each with its provider's own credentials.

Through pyarrow's file systems, which are part of pyarrow's wheels: no further package is needed.
"""

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data.errors import InputError, UsageError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_CONNECT_S = 10
_REQUEST_S = 60
# Stores that speak S3's protocol and know the bucket only by the host's name.
_VIRTUAL_HOSTS = (".aliyuncs.com", ".myqcloud.com", ".myhuaweicloud.com")


def open_store(scheme: str, s3_endpoint: str = "") -> "FileSystem":
    """The store of a scheme; nothing is asked of it yet.

    Args:
        scheme: one of SCHEMES.
        s3_endpoint: of `s3` alone: where a store that speaks its protocol answers; empty: the
            variables AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL, else Amazon.

    Raises:
        InputError: this build of pyarrow does not have the store.
        UsageError: the endpoint is none, or no Azure account is named.
    """
    try:
        return _open_s3(s3_endpoint) if scheme == "s3" else SCHEMES[scheme]()
    except ImportError as absent:
        raise InputError(
            f"This build of pyarrow cannot read {scheme}://: {absent}",
            remedy="Install pyarrow from its own wheel: pip install --force-reinstall pyarrow.",
        ) from absent


def _open_s3(endpoint: str = "") -> "FileSystem":
    from pyarrow.fs import S3FileSystem

    given = endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    timeouts = {"connect_timeout": _CONNECT_S, "request_timeout": _REQUEST_S}
    if not given:
        return S3FileSystem(**timeouts)
    address = urlsplit(given)
    if address.scheme not in ("http", "https") or not address.hostname or address.username:
        raise UsageError(
            "The S3 endpoint is no address such as https://oss-cn-hangzhou.aliyuncs.com",
            where="s3_endpoint, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL",
            remedy="Write the address of the store, without bucket and without credentials.",
        )
    return S3FileSystem(
        **timeouts,
        scheme=address.scheme,
        endpoint_override=address.netloc,
        force_virtual_addressing=address.hostname.endswith(_VIRTUAL_HOSTS),
    )


def _open_gs() -> "FileSystem":
    from pyarrow.fs import GcsFileSystem

    return GcsFileSystem(retry_time_limit=timedelta(seconds=_REQUEST_S))


def _open_az() -> "FileSystem":
    from pyarrow.fs import AzureFileSystem

    account = _variable("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT")
    if not account:
        raise UsageError(
            "az:// does not say in which storage account the container is",
            remedy="Set AZURE_STORAGE_ACCOUNT_NAME.",
        )
    key = _variable("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY")
    token = None if key else _variable("AZURE_STORAGE_SAS_TOKEN")
    return AzureFileSystem(account, account_key=key, sas_token=token)


def _variable(*names: str) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


SCHEMES = {"s3": _open_s3, "gs": _open_gs, "az": _open_az}

_REASONS = (
    (
        r"NO_SUCH_BUCKET|NoSuchBucket|ContainerNotFound|bucket does not exist",
        "There is no such bucket",
        "Check its name, and for a store that is not Amazon's the setting s3_endpoint.",
    ),
    (
        r"ACCESS_DENIED|AccessDenied|INVALID_ACCESS_KEY|InvalidAccessKeyId|SIGNATURE_DOES_NOT_MATCH"
        r"|SignatureDoesNotMatch|EXPIRED_TOKEN|UNAUTHENTICATED|PERMISSION_DENIED"
        r"|AuthenticationFailed|AuthorizationFailure|credential|HTTP status 40[13]"
        r"|Permission denied",
        "The store does not permit it, or does not know the credentials",
        "Give them as the provider's own tools take them (for S3 AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY, a profile or a role); listing and reading must be allowed.",
    ),
    (
        r"NETWORK_CONNECTION|REQUEST_TIMEOUT|curlCode|resolve host|timed? ?out|UNAVAILABLE|connect",
        "The store cannot be reached",
        "Check the network and the setting s3_endpoint, and run the same command again.",
    ),
)


def nothing_there(url: str) -> InputError:
    """The error that no object is where one was named."""
    return InputError(
        "There is no object to load",
        where=url,
        remedy="Name an object, a prefix that holds some, or a pattern that fits some.",
    )


def explain(failed: OSError, url: str) -> InputError:
    """What went wrong at a store, as one of few sentences; its own words only where none fits."""
    if isinstance(failed, FileNotFoundError):
        return nothing_there(url)
    for pattern, what, remedy in _REASONS:
        if re.search(pattern, str(failed), re.IGNORECASE):
            return InputError(what, where=url, remedy=remedy)
    words = re.sub(r"\?\S+", "?...", str(failed).splitlines()[0])  # a signature may stand there
    return InputError(
        f"The store answered with an error: {words[:300]}", where=url, remedy="Run it again."
    )
