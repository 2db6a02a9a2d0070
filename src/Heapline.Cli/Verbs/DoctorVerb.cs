using System.CommandLine;
using System.Text.Json;
using Heapline.Cli.Doctor;
using Heapline.Cli.Help;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof doctor</c></summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Verb("doctor", "Says what works on this machine, and why something does not.", "[options]")
        {
            Options = { json },
            Group = VerbGroup.Help,
            Remarks = "It runs a Python for a moment and records it. The exit code is 2 when something does not work that mprof run needs.",
        };
        command.SetAction(parsed =>
        {
            var findings = Examination.All();
            if (parsed.GetValue(json))
                Output.Json(stream => Write(stream, findings));
            else
                Output.Report(console => FindingsView.Write(console, findings));
            return findings.Any(finding => finding.Verdict == Verdict.Fails) ? ExitCode.Failure : ExitCode.Success;
        });
        return command;
    }

    private static void Write(Stream stream, IReadOnlyList<Finding> findings)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("version", OwnVersion.Text);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("verdict", FindingsView.Word(finding.Verdict));
            json.WriteString("what", finding.What);
            json.WriteString("found", finding.Found);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
