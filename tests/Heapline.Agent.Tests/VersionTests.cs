using Heapline.Agent.Python;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed unsafe class VersionTests
{
    [Theory]
    [InlineData("3.12.1 (main, Nov  1 2026) [GCC 12.2.0]", 0x030C01F0u)]
    [InlineData("3.8.18 (default)", 0x030812F0u)]
    [InlineData("3.13.0rc2 (main)", 0x030D00F0u)]
    public void The_version_is_read_from_what_Py_GetVersion_says(string text, uint expected)
    {
        fixed (byte* bytes = System.Text.Encoding.ASCII.GetBytes(text + "\0")) Assert.Equal(expected, PyApi.ParseVersion(bytes));
    }

    [Theory]
    [InlineData(0x030700F0u, false)]
    [InlineData(0x030800F0u, true)]
    [InlineData(0x030D00F0u, true)]
    [InlineData(0x030E00F0u, true)]
    [InlineData(0x030F00F0u, false)]
    public void Only_Pythons_whose_layout_was_measured_are_known(uint version, bool known) => Assert.Equal(known, Offsets.TryFor(version, false, out _));

    [Theory]
    [InlineData(0x030C00F0u, false)]
    [InlineData(0x030D00F0u, true)]
    [InlineData(0x030E00F0u, true)]
    [InlineData(0x030F00F0u, false)]
    public void So_are_builds_without_the_global_lock(uint version, bool known) => Assert.Equal(known, Offsets.TryFor(version, true, out _));

    [Fact]
    public void The_layouts_for_hooks_are_the_offsets_of_their_version()
    {
        Assert.True(Offsets.TryFor(0x030B0000, false, out var of311));
        Assert.Equal(of311.InterpreterFramePrevious, Layout<Python311>.InterpreterFramePrevious);
        Assert.Equal(of311.ThreadStateCFrame, Layout<Python311>.ThreadStateCFrame);
        Assert.True(Offsets.TryFor(0x03080000, false, out var of38));
        Assert.Equal(of38.FrameBack, Layout<Python38>.FrameBack);
        Assert.Equal(of38.RuntimeCurrentThreadState, Layout<Python38>.RuntimeCurrentThreadState);
        Assert.True(Offsets.TryFor(0x030E0000, true, out var of314t));
        Assert.Equal(of314t.InterpreterFrameCopy, Layout<Python314FreeThreaded>.InterpreterFrameCopy);
        Assert.Equal(-1, Layout<Python314>.InterpreterFrameCopy);
    }

    [Theory]
    [InlineData("3.13.0 experimental free-threading build (main, Oct  7 2026) [GCC 12.2.0]", true)]
    [InlineData("3.14.0 free-threading build (main)", true)]
    [InlineData("3.13.0 (main, Oct  7 2026) [GCC 12.2.0]", false)]
    [InlineData("3.13.0 free-thread", false)]
    public void A_build_without_the_global_lock_says_so(string text, bool expected)
    {
        fixed (byte* bytes = System.Text.Encoding.ASCII.GetBytes(text + "\0")) Assert.Equal(expected, LayoutCheck.IsFreeThreaded(bytes));
    }
}
