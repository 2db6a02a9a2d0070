namespace Heapline.Views.Report;

/// <summary>Tells whose a source file is.</summary>
internal static class SourceKinds
{
    public static SourceKind Of(string file, string workingDirectory)
    {
        if (file.Length == 0 || file.StartsWith("<frozen ", StringComparison.Ordinal))
            return SourceKind.Interpreter;
        // Heapline's own, where it was not installed as a package.
        if (file.Contains("/heapline/python/", StringComparison.Ordinal))
            return SourceKind.Library;
        // As it is shown: what an installed Python has begins with an ellipsis there, unless the program was started in it.
        return PathText.Shown(file, workingDirectory).StartsWith('…') ? SourceKind.Library : SourceKind.Own;
    }
}
