using System.CommandLine;
using System.Globalization;
using Heapline.Cli.Running;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof run</c></summary>
internal static class RunVerb
{
    private const double ShortestInterval = 0.001;
    private const double LongestInterval = 3600;

    /// <param name="program">The program and its arguments, which <see cref="RunArguments.Split"/> took off the command line.</param>
    public static Command Create(IReadOnlyList<string> program)
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write the capture here [SCRIPT.py.mprofile in this folder]; an older one is kept, renamed with its start time",
            HelpName = "FILE",
        };
        var interval = new Option<TimeSpan?>("--interval", "-T")
        {
            Description = "Read resident memory every so many seconds [0.01]",
            HelpName = "SECONDS",
            CustomParser = result =>
                double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                && seconds is >= ShortestInterval and <= LongestInterval
                    ? TimeSpan.FromSeconds(seconds)
                    : CommonOptions.Wrong<TimeSpan?>(result, $"--interval takes seconds from {ShortestInterval} to {LongestInterval}, not '{result.Tokens[0].Value}'."),
        };
        var time = new Option<bool>("--time") { Description = "Record the memory curve alone and leave the program untouched" };
        var python = new Option<bool>("--python") { Description = "Run PROGRAM as a Python script, whatever its name" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing after the run" };

        var command = new Verb(
            "run", "Runs a program and records what it does with memory, every allocation and free with its Python call stack.",
            "[options] SCRIPT.py [ARGS]", "[options] -m MODULE [ARGS]", "[options] -c CODE [ARGS]", "[options] PROGRAM [ARGS]")
        {
            Remarks = "Scripts run with the Python that mprof is installed in, else with python3 of the PATH; HEAPLINE_PYTHON names another. " +
                "PROGRAM is any other program: every Python that it starts is followed. What follows the program is its own, and so are exit " +
                "code, input and output.",
            Options = { output, interval, time, python, quiet },
        };
        command.SetAction(parsed =>
        {
            var request = new RecordingRequest(
                program, parsed.GetValue(output), parsed.GetValue(interval) ?? TimeSpan.FromMilliseconds(10),
                parsed.GetValue(time), parsed.GetValue(python), parsed.GetValue(quiet));
            return Recording.Run(request);
        });
        return command;
    }
}
