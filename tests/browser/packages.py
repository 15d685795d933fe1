# SPDX-License-Identifier: GPL-3.0-or-later
"""packages.py FOLDER: what the browser tests need from npm, once per build folder: the driver
(npm ci, by the lock file) and the prebuilt viewer of the package @ohif/app. Of that package only
its files are wanted, not the libraries that they were once built from, so that it is fetched by
npm pack and compared with the digest given here.

Exit status 77: npm is missing or cannot reach its registry."""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
VIEWER = "@ohif/app@3.12.10"
VIEWER_SHA512 = ("0kuF66Mq9c9dMD++bUsTjMrJpXJwaZhz9B4uS244DawAjSkTwIYFU93pxPuRUQixaRi7QAHlF3Fe1qud"
                 "BlZrmA==")
# Source maps, the models of a drawing tool and the microscopy viewer: three quarters of it.
LEFT_OUT = ("package/dist/ort/", "package/dist/dicom-microscopy-viewer/")
SKIPPED = 77
PATIENCE = 300  # seconds


class NotAvailable(Exception):
    pass


def npm(folder, *arguments):
    if shutil.which("npm") is None:
        raise NotAvailable("npm is not installed")
    try:
        subprocess.run(["npm", *arguments], cwd=folder, check=True, timeout=PATIENCE,
                       stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(f"npm {arguments[0]} failed: {str(error.stderr)[-400:]}") from None


def install_driver(folder):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def is_wanted(member):
    return (member.isfile() and member.name.startswith("package/dist/")
            and not member.name.endswith(".map") and not member.name.startswith(LEFT_OUT)
            and ".." not in pathlib.PurePosixPath(member.name).parts)


def install_viewer(folder):
    npm(folder, "pack", "--silent", VIEWER)
    archive = next(folder.glob("ohif-app-*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != VIEWER_SHA512:
        raise ValueError(f"{archive.name} is not the file it should be: sha512 {digest}")
    with tarfile.open(archive) as files:
        for member in filter(is_wanted, files):
            member.name = member.name.removeprefix("package/")
            files.extract(member, folder / "viewer")
    archive.unlink()


def main():
    folder = pathlib.Path(sys.argv[1])
    done = folder / "complete"
    wanted = VIEWER_SHA512 + (HERE / "package-lock.json").read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        install_driver(folder)
        install_viewer(folder)
    except NotAvailable as error:
        print(f"skipped: {error}")
        shutil.rmtree(folder, ignore_errors=True)
        return SKIPPED
    done.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
