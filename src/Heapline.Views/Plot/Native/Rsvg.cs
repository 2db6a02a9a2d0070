using System.Runtime.InteropServices;

namespace Heapline.Views.Plot.Native;

/// <summary>librsvg, and the two functions of GLib that its results need.</summary>
internal static partial class Rsvg
{
    public const string Library = "librsvg-2.so.2";
    private const string GObject = "libgobject-2.0.so.0";
    private const string GLib = "libglib-2.0.so.0";

    /// <summary>RsvgRectangle: where to draw, in the units of the surface.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Rectangle(double X, double Y, double Width, double Height);

    /// <summary>GError: <c>GQuark domain; gint code; gchar *message;</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Error
    {
        public readonly uint Domain;
        public readonly int Code;
        public readonly nint Message;
    }

    [LibraryImport(Library, EntryPoint = "rsvg_handle_new_from_data")]
    public static unsafe partial nint HandleFromData(byte* data, nuint length, Error** error);

    [LibraryImport(Library, EntryPoint = "rsvg_handle_render_document")]
    public static unsafe partial int RenderDocument(nint handle, nint cairo, in Rectangle viewport, Error** error);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(GLib, EntryPoint = "g_error_free")]
    public static unsafe partial void FreeError(Error* error);
}
