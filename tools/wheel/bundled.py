"""What of others is inside the built programs, read from the lock files: for THIRD-PARTY-NOTICES.md and for the software bill of materials.

    bundled.py --root . notices              prints THIRD-PARTY-NOTICES.md
    bundled.py --root . sbom --version 1.2   prints a CycloneDX 1.5 document
"""

import argparse
import base64
import glob
import hashlib
import json
import os
import re
import sys
import uuid

# They work at build time and leave nothing of themselves in what is built.
BUILD_TOOLS = {"microsoft.codeanalysis.bannedapianalyzers", "microsoft.net.illink.tasks", "microsoft.dotnet.illink.tasks", "microsoft.dotnet.ilcompiler"}
# The package that brings the .NET runtime and base library which are compiled into both programs.
RUNTIME = "runtime.linux-x64.microsoft.dotnet.ilcompiler"

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY,
WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def components(root):
    """All that is bundled, by name: dicts of kind (nuget or npm), name, version, licence, copyright, url and sha512 (hex, or None)."""
    found = {}
    for lock in sorted(glob.glob(os.path.join(root, "src", "*", "packages.lock.json"))):
        for packages in load(lock)["dependencies"].values():
            for name, package in packages.items():
                if package["type"] != "Project" and name.lower() not in BUILD_TOOLS:
                    found["nuget", name] = nuget(name, package)
    for lock in npm_locks(root):
        for path, package in load(lock)["packages"].items():
            if path and not package.get("dev") and not package.get("link"):
                name = path.split("node_modules/")[-1]
                found["npm", name] = npm(lock, path, name, package)
    return [found[key] for key in sorted(found, key=lambda key: (key[0] != "nuget", key[1].lower()))]


def npm_locks(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("node_modules", "artifacts", "bin", "obj", "tests", ".git"))
        if "package-lock.json" in names:
            yield os.path.join(folder, "package-lock.json")


def nuget(name, package):
    store = os.environ.get("NUGET_PACKAGES") or os.path.expanduser("~/.nuget/packages")
    folder = os.path.join(store, name.lower(), package["resolved"])
    with open(os.path.join(folder, name.lower() + ".nuspec"), encoding="utf-8-sig") as file:
        spec = file.read()
    return {
        "kind": "nuget", "name": name, "version": package["resolved"], "folder": folder,
        "licence": tag("license", spec), "copyright": tag("copyright", spec), "url": tag("projectUrl", spec),
        "sha512": base64.b64decode(package["contentHash"]).hex(),
    }


def npm(lock, path, name, package):
    integrity = package.get("integrity", "")
    folder = os.path.join(os.path.dirname(lock), path)
    own = load(os.path.join(folder, "package.json")) if os.path.exists(os.path.join(folder, "package.json")) else {}
    return {
        "kind": "npm", "name": name, "version": package["version"], "folder": folder,
        "licence": package.get("license", "unknown"), "copyright": npm_copyright(folder, name), "url": own.get("homepage", f"https://www.npmjs.com/package/{name}"),
        "sha512": base64.b64decode(integrity[len("sha512-"):]).hex() if integrity.startswith("sha512-") else None,
    }


def npm_copyright(folder, name):
    for path in sorted(glob.glob(os.path.join(folder, "LICEN[CS]E*"))):
        with open(path, encoding="utf-8") as file:
            lines = [line.strip() for line in file if line.strip().lower().startswith("copyright")]
        if lines:
            return lines[0]
    return f"the authors of {name}"


def licence_files(found):
    """The licences and notices that packages bring as files, by the name to give them."""
    for item in found:
        if item["kind"] == "nuget" and item["name"].lower() != RUNTIME:
            continue  # by name, and the licence's text, in THIRD-PARTY-NOTICES.md
        prefix = "dotnet" if item["kind"] == "nuget" else item["name"].replace("/", "-").lstrip("@")
        for path in sorted(glob.glob(os.path.join(item["folder"], "LICEN[CS]E*")) + glob.glob(os.path.join(item["folder"], "THIRD-PARTY-NOTICES*"))):
            with open(path, "rb") as file:
                yield f"{prefix}-{os.path.basename(path)}", file.read()


def tag(name, xml):
    match = re.search(rf"<{name}(?: [^>]*)?>([^<]*)<", xml)
    return match.group(1).strip() if match else ""


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def notices(found):
    lines = [
        "# Third-party notices", "",
        "Heapline's programs contain, compiled in, the software below. `./dev wheel` writes this page from the lock files and refuses to build when it is not up to date;",
        "the .NET runtime's own notices stand beside it in the wheel.", "",
        "| what | version | licence | copyright |", "|---|---|---|---|",
    ]
    for item in found:
        what = ".NET runtime and base library" if item["name"].lower() == RUNTIME else item["name"]
        lines.append(f"| [{what}]({item['url']}) | {item['version']} | {item['licence']} | {item['copyright']} |")
    others = sorted({item["licence"] for item in found} - {"MIT"})
    lines += ["", "## MIT", "", MIT]
    if others:
        lines += ["## Others", "", "The full texts of " + ", ".join(others) + " come with the wheel, each under its package's name.", ""]
    return "\n".join(lines)


def sbom(found, version):
    listed = []
    for item in found:
        purl = f"pkg:{item['kind']}/{item['name'].replace('@', '%40')}@{item['version']}"
        component = {
            "type": "library", "bom-ref": purl, "name": item["name"], "version": item["version"], "purl": purl,
            "licenses": [{"license": {"id": item["licence"]}}], "copyright": item["copyright"],
            "externalReferences": [{"type": "website", "url": item["url"]}],
        }
        if item["sha512"]:
            component["hashes"] = [{"alg": "SHA-512", "content": item["sha512"]}]
        listed.append(component)
    own = f"pkg:pypi/heapline@{version}"
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": own, "name": "heapline", "version": version, "purl": own,
                                   "licenses": [{"license": {"id": "MIT"}}]}},
        "components": listed,
        "dependencies": [{"ref": own, "dependsOn": [item["bom-ref"] for item in listed]}],
    }
    # A number of its own, as the format wants, that says the same for the same content.
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).digest()[:16]
    document["serialNumber"] = f"urn:uuid:{uuid.UUID(bytes=digest, version=4)}"
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", required=True)
    parser.add_argument("what", choices=["notices", "sbom"])
    parser.add_argument("--version", default="")
    options = parser.parse_args()
    found = components(options.root)
    sys.stdout.write(notices(found) if options.what == "notices" else sbom(found, options.version))


if __name__ == "__main__":
    main()
