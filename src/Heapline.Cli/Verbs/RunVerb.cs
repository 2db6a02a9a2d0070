using System.CommandLine;
using Heapline.Cli.Help;
using Heapline.Cli.Running;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof run</c></summary>
internal static class RunVerb
{
    /// <param name="program">The program and its arguments, which <see cref="RunArguments.Split"/> took off the command line.</param>
    public static Command Create(IReadOnlyList<string> program)
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write the capture here [SCRIPT.py.mprofile in this folder]; an older one is kept, renamed with its start time. " +
                "FILE.dat is appended to, as the original mprof does: the memory curve and the calls of decorated functions",
            HelpName = "FILE",
        };
        var interval = SamplingOptions.Interval("0.01");
        var timeout = SamplingOptions.Timeout("Stop recording after so many seconds; the program runs on, and mprof waits for it [never]");
        var maxFile = SizeOption.MaxFile();
        var backend = SamplingOptions.Backend();
        var children = new Option<bool>("--include-children", "-C")
        {
            Description = "With -o FILE.dat, write the memory of the program and its children together. (A capture always has every process.)",
        };
        var multiprocess = new Option<bool>("--multiprocess", "-M")
        {
            Description = "With -o FILE.dat, write each child by itself",
        };
        var attach = new Option<bool>("--attach", "-a") { Description = "As mprof attach: PROGRAM is the id or a part of the name of a running process" };
        var exitCode = new Option<bool>("--exit-code", "-E") { Description = "Taken for the original's sake: mprof always exits with the program's exit code" };
        var time = new Option<bool>("--time") { Description = "Record the memory curve alone, and when decorated functions were called; nothing else of the program is touched" };
        var sampled = SampledOption.Create();
        var overhead = SampledOption.Budget();
        var python = new Option<bool>("--python") { Description = "Run PROGRAM as a Python script, whatever its name" };
        var noPython = new Option<bool>("--nopython") { Description = "Record the memory curve alone; nothing is done to a Python program, and decorated functions are not marked" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing after the run" };
        var redactions = new RedactionOptions();

        var command = new Verb(
            "run", "Runs a program and records what it does with memory, every allocation and free with its Python call stack.",
            "[options] SCRIPT.py [ARGS]", "[options] -m MODULE [ARGS]", "[options] -c CODE [ARGS]", "[options] PROGRAM [ARGS]")
        {
            Group = VerbGroup.Record,
            Remarks = "Scripts run with the Python that mprof is installed in, else with python3 of the PATH; HEAPLINE_PYTHON names another. " +
                "PROGRAM is any other program: every Python that it starts is followed. What follows the program is its own, and so are exit " +
                "code, input and output.",
            Options = { output, interval, timeout, maxFile, time, sampled, overhead, python, noPython, children, multiprocess, attach, exitCode, backend, redactions.NoSource, redactions.RedactPaths, quiet },
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(attach))
                return AttachVerb.Attach(parsed, program, output, interval, timeout, children, multiprocess, backend, quiet, redactions);
            var request = new RecordingRequest
            {
                Program = program,
                Output = parsed.GetValue(output),
                Interval = parsed.GetValue(interval) ?? TimeSpan.FromMilliseconds(10),
                Timeout = parsed.GetValue(timeout),
                MaxFileBytes = parsed.GetValue(maxFile),
                Memory = parsed.GetValue(backend),
                CurveOnly = parsed.GetValue(time) || parsed.GetValue(noPython),
                SampleInterval = parsed.GetValue(sampled),
                Untouched = parsed.GetValue(noPython),
                Budget = parsed.GetValue(overhead),
                AsPython = parsed.GetValue(python),
                Redactions = redactions.Of(parsed),
                Quiet = parsed.GetValue(quiet),
                IncludeChildren = parsed.GetValue(children),
                EachChild = parsed.GetValue(multiprocess),
            };
            return Recording.Run(request);
        });
        return command;
    }
}
