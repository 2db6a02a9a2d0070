using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>One program run plainly and under <c>mprof run</c>.</summary>
internal sealed record SideBySide(CommandResult Plain, CommandResult Profiled, Reports? Reports)
{
    /// <summary>Runs both, each in an empty folder, with the same input.</summary>
    /// <param name="python">Which Python.</param>
    /// <param name="arguments">Its arguments: options, script, arguments of the script.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="environment">Variables that both get.</param>
    public static async Task<SideBySide> RunAsync(
        string python, string[] arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        using var workplace = new Workplace();
        var program = Interpreters.PathOf(python);
        var capture = workplace.File("it.mprofile");
        var plain = await Command.RunAsync(program, arguments, workplace.Folder, input, environment);
        var profiled = await Mprof.RunAsync(["run", "-o", capture, program, .. arguments], workplace.Folder, input, environment);
        return await OfAsync(plain, profiled, capture, arguments);
    }

    /// <summary>Both runs, and the reports of the capture, if there is one: with the rows that pass through the marked lines of the target among the arguments.</summary>
    public static async Task<SideBySide> OfAsync(CommandResult plain, CommandResult profiled, string capture, string[] arguments)
    {
        var target = arguments.FirstOrDefault(argument => argument.StartsWith(SourceTree.Targets, StringComparison.Ordinal));
        string[] through = target is null ? [] : SourceTree.MarkedPlaces(Path.ChangeExtension(Path.GetRelativePath(SourceTree.Targets, target), null));
        return new SideBySide(plain, profiled, File.Exists(capture) ? await Reports.ReadAsync(capture, through) : null);
    }

    /// <summary>Asserts that the program ended and wrote as it does plainly; what mprof says follows on standard error.</summary>
    public SideBySide SeeNoDifference()
    {
        Assert.True(Plain.ExitCode == Profiled.ExitCode, $"exit code {Plain.ExitCode} became\n{Profiled}");
        Assert.Equal(Plain.Output, Profiled.Output);
        Assert.StartsWith(Plain.Errors, Profiled.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", Profiled.Errors[Plain.Errors.Length..], StringComparison.Ordinal);
        Assert.NotNull(Reports);
        Assert.Equal("exact", Reports.Stats.GetProperty("mode").GetString());
        return this;
    }
}
