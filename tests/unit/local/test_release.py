"""A stage is deployed for the processor that it was built for, and only if its parameters fit."""

from pathlib import Path

import pytest

from local import release
from local.layer import WrongProcessor, check_processor
from local.release import NotDeployed, parameters_of, refusals

SOMEBODY = "AlarmEmail=ops@client.example"
X86_64, ARM64, NO_OTHER = 0x3E, 0xB7, 0x28


def machine_code(folder: Path, machine: int, name: str = "speedups.so") -> Path:
    """A shared object that begins as ELF of 64 bits does."""
    header = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9) + (3).to_bytes(2, "little")
    (folder / name).write_bytes(header + machine.to_bytes(2, "little") + bytes(44))
    return folder


@pytest.mark.parametrize(("machine", "architecture"), [(X86_64, "x86_64"), (ARM64, "arm64")])
def test_a_layer_for_the_processor_of_its_functions_is_deployed(
    tmp_path: Path, machine: int, architecture: str
) -> None:
    check_processor(machine_code(tmp_path, machine), architecture)


@pytest.mark.parametrize(
    ("machine", "architecture"), [(X86_64, "arm64"), (ARM64, "x86_64"), (NO_OTHER, "arm64")]
)
def test_one_file_for_another_processor_stops_the_build(
    tmp_path: Path, machine: int, architecture: str
) -> None:
    machine_code(tmp_path, {"arm64": ARM64, "x86_64": X86_64}[architecture], "fits.so")
    (tmp_path / "inner").mkdir()
    machine_code(tmp_path / "inner", machine, "other.so.6")
    with pytest.raises(WrongProcessor, match=rf"other\.so\.6 is not for {architecture}"):
        check_processor(tmp_path, architecture)


def test_what_is_no_machine_code_of_linux_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "speedups.so").write_bytes(b"\xcf\xfa\xed\xfe of a Mac")
    with pytest.raises(WrongProcessor):
        check_processor(tmp_path, "arm64")


def test_a_stage_is_what_samconfig_says_and_then_what_is_given() -> None:
    assert parameters_of("prod")["Stage"] == "prod"
    given = parameters_of("prod", [SOMEBODY, "Architecture=arm64"])
    assert given["AlarmEmail"] == "ops@client.example"
    assert given["Architecture"] == "arm64"
    with pytest.raises(NotDeployed, match="no environment staging"):
        parameters_of("staging")


@pytest.mark.parametrize(
    ("stage", "given", "why"),
    [
        ("dev", [], None),
        ("prod", [], "AlarmEmail is empty"),
        ("prod", [SOMEBODY], None),
        ("prod", [SOMEBODY, "SesSendRate=1"], None),
        ("prod", [SOMEBODY, "SesSendRate=50"], "PagesPerSecond=50 is less than 250"),
        ("prod", [SOMEBODY, "SesSendRate=14.5"], "PagesPerSecond=50 is less than 72"),
        ("prod", [SOMEBODY, "SesSendRate=50", "PagesPerSecond=250"], None),
        ("prod", [SOMEBODY, "SenderConcurrency=20"], None),
        ("prod", [SOMEBODY, "SenderConcurrency=21"], "SenderConcurrency=21 is more than twice"),
        ("prod", [SOMEBODY, "AlarmMail=x"], "the template has no parameter AlarmMail"),
    ],
)
def test_parameters_that_do_not_fit_together_are_refused(
    stage: str, given: list[str], why: str | None
) -> None:
    found = refusals(parameters_of(stage, given))
    assert len(found) == (why is not None)
    assert why is None or why in found[0]


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_build_and_deploy_are_told_the_same_parameters(
    architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[tuple[str, ...]] = []
    finished: list[tuple[Path, str]] = []
    monkeypatch.setattr(release, "_sam", lambda *command: commands.append(command))
    monkeypatch.setattr(release, "finish", lambda *built: finished.append(built))
    release.release("prod", [SOMEBODY, f"Architecture={architecture}"])
    build, deploy = commands
    assert (build[0], deploy[0]) == ("build", "deploy")
    overrides = build[build.index("--parameter-overrides") :]
    assert deploy[deploy.index("--parameter-overrides") :] == overrides
    assert f"Architecture={architecture}" in overrides
    ((folder, processor),) = finished
    assert processor == architecture
    assert str(folder) in build
    assert str(folder / "template.yaml") in deploy


def test_nothing_is_built_of_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_sam", lambda *_: pytest.fail("built"))
    with pytest.raises(NotDeployed, match="AlarmEmail"):
        release.release("prod", [])
