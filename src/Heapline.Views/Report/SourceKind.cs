namespace Heapline.Views.Report;

/// <summary>Whose a source file is. The values are on the page.</summary>
internal enum SourceKind
{
    /// <summary>The program's own: it lies in the folder that the program was started in, or in none of the others.</summary>
    Own = 0,
    /// <summary>An installed package's, or the standard library's.</summary>
    Library = 1,
    /// <summary>Inside the interpreter: frozen modules (the import machinery among them), or no file.</summary>
    Interpreter = 2,
}
