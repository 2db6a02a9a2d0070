using Xunit;

namespace Heapline.Views.Tests;

public sealed class OutputSettingsTests
{
    [Theory]
    [InlineData(false, 120, "xterm-256color", null, null, 120, true)]
    [InlineData(false, 120, "xterm", null, "1", 120, false)]
    [InlineData(false, 120, "xterm", null, "", 120, true)]
    [InlineData(false, 120, "dumb", null, null, 120, false)]
    [InlineData(false, 120, null, null, null, 120, false)]
    [InlineData(false, 0, "xterm", null, null, 80, true)]
    [InlineData(true, 0, "xterm", null, null, 100, false)]
    [InlineData(true, 0, "xterm", "132", null, 132, false)]
    [InlineData(true, 0, "xterm", "zero", null, 100, false)]
    [InlineData(false, 10, "xterm", null, null, 40, true)]
    public void Width_and_colours_follow_the_terminal_and_the_environment(
        bool redirected, int terminal, string? term, string? columns, string? noColor, int width, bool styled)
    {
        var environment = new Dictionary<string, string?> { ["TERM"] = term, ["COLUMNS"] = columns, ["NO_COLOR"] = noColor };

        Assert.Equal(new OutputSettings(width, styled), OutputSettings.Detect(redirected, terminal, environment.GetValueOrDefault));
    }
}
