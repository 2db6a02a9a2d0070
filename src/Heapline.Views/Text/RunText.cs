using Heapline.Capture;

namespace Heapline.Views;

/// <summary>A run in a few words.</summary>
public static class RunText
{
    /// <summary>The script with its arguments; of any other program, its name and arguments.</summary>
    public static string Name(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var command = run.Command;
        int first = command.Count > 1 && IsPython(command[0]) ? 1 : 0;
        return Printable.Text(string.Join(' ', command.Skip(first).Select((argument, index) => index == 0 ? PathText.Last(argument) : argument)));
    }

    private static bool IsPython(string program) => PathText.Last(program).StartsWith("python", StringComparison.Ordinal);
}
