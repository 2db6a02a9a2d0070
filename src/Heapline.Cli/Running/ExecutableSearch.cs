using System.Runtime.InteropServices;

namespace Heapline.Cli.Running;

/// <summary>Finds programs as a shell does.</summary>
internal static partial class ExecutableSearch
{
    private const int ExecutePermission = 1;

    /// <summary>The program itself when its name holds a slash, else the first of that name on the PATH; null when there is none.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
            return IsExecutable(program) ? program : null;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':'))
        {
            var candidate = Path.Combine(folder.Length == 0 ? "." : folder, program);
            if (IsExecutable(candidate))
                return candidate;
        }
        return null;
    }

    /// <summary>Whether there is a file that this user may execute.</summary>
    public static bool IsExecutable(string path) => File.Exists(path) && Access(path, ExecutePermission) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
